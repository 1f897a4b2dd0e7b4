/** A folder of checkpoints, by their steps: which is there, which is the latest, which may go. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { fileFailure, writeBytes } from "../file.js";

/** Who keeps them: by their order or by their value, in one folder. */
export type CheckpointSeries = "step" | "best";

/** A checkpoint's file. */
export interface CheckpointFile {
  readonly series: CheckpointSeries;
  readonly step: number;
  readonly path: string;
}

const form = /^(step|best)-(\d{8,})\.safetensors$/;

/** What an interrupted write leaves: `writeBytes` never got to its rename. */
const leftover = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/**
 * The name of a checkpoint's file.
 *
 * @example
 * import { checkpoints } from "elbo-ts/node";
 * checkpoints.fileName("step", 468) // => "step-00000468.safetensors"
 */
export const fileName = (series: CheckpointSeries, step: number): string =>
  `${series}-${String(step).padStart(8, "0")}.safetensors`;

const noCheckpoint = (where: string): Failure =>
  badData("NoCheckpoint", "no checkpoint in this folder", { where, expected: fileName("step", 468) });

const namesIn = (folder: string): TE.TaskEither<Failure, readonly string[]> =>
  TE.tryCatch(
    () =>
      readdir(folder).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT") return [];
        throw cause;
      }),
    fileFailure(folder),
  );

/**
 * The checkpoints in a folder, oldest first; none where there is no folder.
 *
 * Errors: `NotFolder`, `PermissionDenied`, `FileError`.
 */
export const list = (folder: string): TE.TaskEither<Failure, readonly CheckpointFile[]> =>
  F.pipe(
    namesIn(folder),
    TE.map((names) =>
      names
        .flatMap((name): readonly CheckpointFile[] => {
          const [, series, step] = form.exec(name) ?? [];
          return series === undefined
            ? []
            : [{ series: series as CheckpointSeries, step: Number(step), path: join(folder, name) }];
        })
        .toSorted((a, b) => a.step - b.step),
    ),
  );

/**
 * The path of a checkpoint: `path` itself where it is a file, or that of the latest one in the folder.
 *
 * Errors: `NoSuchFile`; `NoCheckpoint` for a folder without any; those of `list`.
 */
export const latest = (path: string): TE.TaskEither<Failure, string> =>
  F.pipe(
    TE.tryCatch(() => stat(path), fileFailure(path)),
    TE.chain((found) =>
      found.isDirectory()
        ? F.pipe(
            list(path),
            TE.chainEitherK((files) => E.fromNullable<Failure>(noCheckpoint(path))(files.at(-1)?.path)),
          )
        : TE.right(path),
    ),
  );

const remove = (path: string): TE.TaskEither<Failure, void> =>
  TE.tryCatch(() => rm(path, { force: true }), fileFailure(path));

/** Which checkpoint is kept, and which older ones stay. */
export interface KeepOptions {
  /** Steps of the training that were taken. */
  readonly step: number;
  /** Who keeps it ("step"). */
  readonly series?: CheckpointSeries;
  /** The steps of its series that stay: all of them where absent. */
  readonly among?: readonly number[] | undefined;
}

/**
 * Writes the bytes of a checkpoint into a folder, then removes those of its series that are not to stay: at no moment are
 * there fewer good ones than before.
 *
 * Errors: those of `writeBytes`.
 */
export const keep = (
  folder: string,
  bytes: Uint8Array,
  { step, series = "step", among }: KeepOptions,
): TE.TaskEither<Failure, void> =>
  F.pipe(
    writeBytes(join(folder, fileName(series, step)), bytes),
    TE.chain(() => (among === undefined ? TE.right([]) : list(folder))),
    TE.map((files) => files.filter((file) => file.series === series && !among?.includes(file.step))),
    TE.chain(TE.traverseSeqArray(({ path }) => remove(path))),
    TE.map(() => undefined),
  );

/**
 * Makes a folder ready for checkpoints before a run that may be long: it is made and written to, and what a killed run
 * left half written is removed.
 *
 * Errors: those of `writeBytes`.
 */
export const prepare = (folder: string): TE.TaskEither<Failure, void> => {
  const probe = join(folder, ".probe");
  return F.pipe(
    writeBytes(probe, new Uint8Array()),
    TE.chain(() => namesIn(folder)),
    TE.map((names) => [probe, ...names.filter((name) => leftover.test(name)).map((name) => join(folder, name))]),
    TE.chain(TE.traverseSeqArray(remove)),
    TE.map(() => undefined),
  );
};
