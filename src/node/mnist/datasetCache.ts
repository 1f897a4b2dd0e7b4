/** Published pictures in a folder of this user, downloaded where they are missing. */
import { join, posix, win32 } from "node:path";
import { apply, either as E, function as F, type task as T, taskEither as TE } from "fp-ts";
import { type ImageSet, imageSet } from "../../data/labelledImages.js";
import { badData, describe, type Failure } from "../../failure.js";
import { readBytes, writeBytes } from "../file.js";
import { idxImages, type NamedBytes } from "../pictures/idxImages.js";
import { download, type Fetch, type Patience } from "./download.js";
import { isPublished, type Publication, type Published } from "./published.js";

/** What decides where a user's cache is. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The folder where this program keeps downloaded data: `XDG_CACHE_HOME` where it is set (an absolute path: others are
 * to be ignored), else `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows, `~/.cache` elsewhere.
 *
 * Source: XDG Base Directory Specification 0.8; Apple, File System Programming Guide; Microsoft, KNOWNFOLDERID.
 *
 * @example
 * cacheFolder({ platform: "linux", env: {}, home: "/home/ada" }) // => "/home/ada/.cache/elbo-ts/mnist"
 */
export const cacheFolder = ({ platform, env, home }: Host): string => {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix;
  const absolute = (path: string | undefined): string | undefined => (path && isAbsolute(path) ? path : undefined);
  const usual = (): string => {
    if (platform === "darwin") return join(home, "Library", "Caches");
    if (platform === "win32") return absolute(env["LOCALAPPDATA"]) ?? join(home, "AppData", "Local");
    return join(home, ".cache");
  };
  return join(absolute(env["XDG_CACHE_HOME"]) ?? usual(), "elbo-ts", "mnist");
};

/** Where published files are kept, and how they get there. */
export interface DatasetCache {
  readonly folder: string;
  readonly publication: Publication;
  readonly fetch: Fetch;
  readonly patience: Patience;
}

/** The published pictures: "downloaded" if any file had to be. */
export interface PublishedSet extends ImageSet {
  readonly source: "cache" | "downloaded";
}

interface Found extends NamedBytes {
  readonly source: PublishedSet["source"];
  /** Why the bytes could not be kept for the next time. */
  readonly unkept?: Failure;
}

/** A published file out of the folder, or else downloaded into it. Neither is believed before its checksum. */
const obtain =
  ({ folder, publication, fetch, patience }: DatasetCache) =>
  (file: Published): TE.TaskEither<Failure, Found> => {
    const name = join(folder, file.name);
    const cached = F.pipe(
      readBytes(name),
      TE.filterOrElse(
        (bytes) => isPublished(file, bytes),
        (): Failure => badData("Damaged", "not the published bytes", { where: name }),
      ),
      TE.map((bytes): Found => ({ name, bytes, source: "cache" })),
    );
    const keep = (bytes: Uint8Array): T.Task<Found> => {
      const found: Found = { name, bytes, source: "downloaded" };
      return F.pipe(
        writeBytes(name, bytes),
        TE.match(
          (unkept) => ({ ...found, unkept }),
          () => found,
        ),
      );
    };
    const downloaded = F.pipe(file, download(fetch, publication.mirrors, patience), TE.flatMapTask(keep));
    return F.pipe(
      cached,
      TE.orElse(() => downloaded),
    );
  };

/**
 * Published pictures out of a folder, what is missing or damaged there downloaded into it. Where the folder cannot be
 * written, the notice says so.
 *
 * Errors: those of `download`.
 */
export const publishedSet = (cache: DatasetCache): TE.TaskEither<Failure, PublishedSet> => {
  const { files } = cache.publication;
  return F.pipe(
    // One after another, the small ones first: without a network the first failure ends the search.
    apply.sequenceS(TE.ApplySeq)({
      trainLabels: obtain(cache)(files.trainLabels),
      testLabels: obtain(cache)(files.testLabels),
      testImages: obtain(cache)(files.testImages),
      trainImages: obtain(cache)(files.trainImages),
    }),
    TE.flatMapEither((found) =>
      F.pipe(
        apply.sequenceT(E.Apply)(
          idxImages(found.trainImages, found.trainLabels),
          idxImages(found.testImages, found.testLabels),
        ),
        E.flatMap(([train, test]) => imageSet(train, test)),
        E.map((set): PublishedSet => {
          const all = Object.values(found);
          const unkept = all.flatMap(({ unkept }) => unkept ?? [])[0];
          return {
            ...set,
            source: all.every(({ source }) => source === "cache") ? "cache" : "downloaded",
            ...(unkept && { notice: `the download was not kept: ${describe(unkept)}` }),
          };
        }),
      ),
    ),
  );
};
