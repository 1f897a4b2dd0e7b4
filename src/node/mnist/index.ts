import { homedir } from "node:os";
import { function as F, taskEither as TE } from "fp-ts";
import type { ImageSet } from "../../data/labelledImages.js";
import { describe, type Failure } from "../../failure.js";
import { cacheFolder } from "./cacheFolder.js";
import { type DatasetCache, publishedSet } from "./datasetCache.js";
import { patience } from "./download.js";
import { mnist } from "./published.js";
import { readImageSet } from "./readImageSet.js";

/** Where digits came from. */
export type Source = "data" | "environment" | "cache" | "downloaded" | "synthetic";

/** Digits, or other labelled pictures in their place, and where they came from. */
export interface Digits extends ImageSet {
  readonly source: Source;
}

/** Where to look for digits, in this order. */
export interface Lookup {
  /** What the user named: a folder of IDX files, one IDX file of pictures, or a folder of PNG or JPEG pictures. */
  readonly data?: string | undefined;
  /** The value of `$MNIST_DIR`: another such path. */
  readonly environment?: string | undefined;
  /** The cache and the mirrors. */
  readonly depot: DatasetCache;
  /** Drawn only where MNIST is nowhere to be had. */
  readonly synthetic: () => ImageSet;
}

/** This user's `$MNIST_DIR`, this user's cache and the public mirrors. */
export const thisMachine = (): Pick<Lookup, "environment" | "depot"> => ({
  environment: process.env["MNIST_DIR"],
  depot: {
    folder: cacheFolder({ platform: process.platform, env: process.env, home: homedir() }),
    fetch: (url, options) => fetch(url, options),
    publication: mnist,
    patience,
  },
});

/**
 * Digits from the first place that has them: what the user named (`data`), the folder `$MNIST_DIR`, this user's cache,
 * the public mirrors (kept in the cache), or else synthetic ones, which say so in `notice`.
 *
 * Errors: those of `readImageSet` for what the user or `$MNIST_DIR` named: a wrong path is never replaced by other
 * digits. Where neither is given there are always digits.
 *
 * @example
 * const synthetic = () => drawDigits(runtime, key(0), 1000);
 * const digits = await loadDigits({ ...thisMachine(), data: "no/such/folder", synthetic })();
 * E.isLeft(digits) // => true
 */
export const loadDigits = ({ data, environment, depot, synthetic }: Lookup): TE.TaskEither<Failure, Digits> => {
  const from =
    (source: Source) =>
    (set: ImageSet): Digits => ({ ...set, source });
  if (data !== undefined) return F.pipe(readImageSet(data), TE.map(from("data")));
  if (environment)
    return F.pipe(
      readImageSet(environment),
      TE.bimap((failure): Failure => ({ ...failure, what: `MNIST_DIR: ${failure.what}` }), from("environment")),
    );
  return F.pipe(
    publishedSet(depot),
    TE.orElse((failure): TE.TaskEither<Failure, Digits> => {
      const notice = `synthetic digits, because MNIST could not be downloaded: ${describe(failure)}`;
      return TE.right({ ...synthetic(), source: "synthetic", notice });
    }),
  );
};
