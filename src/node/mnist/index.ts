/**
 * MNIST, or other labelled pictures in its place. It may use the pictures of this folder's parent and the network. Begin
 * with `load`; `datasetCache.ts` keeps what `download.ts` fetches.
 */

import { homedir } from "node:os";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { expectOptions } from "../../core/checks.js";
import type { ImageSet } from "../../data/labelledImages.js";
import { describe, type Failure } from "../../failure.js";
import { readImageSet } from "../pictures/readImageSet.js";
import { cacheFolder, type DatasetCache, publishedSet } from "./datasetCache.js";
import { patience } from "./download.js";
import { mnistPublication } from "./published.js";

export type { DatasetCache };

/** Where digits came from. */
export type DigitSource = "data" | "environment" | "cache" | "downloaded" | "synthetic";

/** Digits, or other labelled pictures in their place, and where they came from. */
export interface Digits extends ImageSet {
  readonly source: DigitSource;
}

/** Where to look for digits, in this order. */
export interface MnistOptions {
  /** What the user named: a folder of IDX files, one IDX file of pictures, or a folder of PNG or JPEG pictures. */
  readonly data?: string | undefined;
  /** Another such path (`$MNIST_DIR`); "" for none. */
  readonly environment?: string | undefined;
  /** The cache and the mirrors (this user's cache and the public mirrors). */
  readonly cache?: DatasetCache;
  /** Drawn only where MNIST is nowhere to be had; without it, that is a failure. */
  readonly synthetic?: (() => ImageSet) | undefined;
}

const userCache = (): DatasetCache => ({
  folder: cacheFolder({ platform: process.platform, env: process.env, home: homedir() }),
  fetch: (url, options) => fetch(url, options),
  publication: mnistPublication,
  patience,
});

const found =
  (source: DigitSource) =>
  (set: ImageSet): Digits => ({ ...set, source });

const publishedOrSynthetic = (
  cache: DatasetCache,
  synthetic: MnistOptions["synthetic"],
): TE.TaskEither<Failure, Digits> =>
  F.pipe(
    publishedSet(cache),
    TE.orElse((failure): TE.TaskEither<Failure, Digits> => {
      if (synthetic === undefined)
        return TE.left({ ...failure, hint: "download MNIST elsewhere, and name its folder with data or $MNIST_DIR" });
      const notice = `synthetic digits, because MNIST could not be downloaded: ${describe(failure)}`;
      return TE.right({ ...synthetic(), source: "synthetic", notice });
    }),
  );

/**
 * Digits from the first place that has them: what the user named (`data`), the folder `$MNIST_DIR`, this user's cache,
 * the public mirrors (kept in the cache), or else synthetic ones, which say so in `notice`.
 *
 * Errors: those of `readImageSet` for what the user or `$MNIST_DIR` named: a wrong path is never replaced by other
 * digits. Where neither is given there are always digits if `synthetic` draws them, else `Unreachable`, `Refused` or
 * `Damaged` of the last mirror.
 *
 * @example
 * import { mnist } from "elbo-ts/node";
 * const digits = await mnist.load({ data: "no/such/folder" })();
 * E.isLeft(digits) // => true
 */
export const load = (options: MnistOptions = {}): TE.TaskEither<Failure, Digits> => {
  const given = expectOptions(options, ["data", "environment", "cache", "synthetic"]);
  if (E.isLeft(given)) return TE.left(given.left);
  const { data, environment = process.env["MNIST_DIR"], cache = userCache(), synthetic } = options;
  if (data !== undefined) return F.pipe(readImageSet(data), TE.map(found("data")));
  if (environment)
    return F.pipe(
      readImageSet(environment),
      TE.bimap((failure): Failure => ({ ...failure, what: `MNIST_DIR: ${failure.what}` }), found("environment")),
    );
  return publishedOrSynthetic(cache, synthetic);
};
