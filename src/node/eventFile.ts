import { readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { function as F, taskEither as TE } from "fp-ts";
import { checked, expectOptions } from "../core/checks.js";
import type { Failure } from "../failure.js";
import { encode, opening, summariesAt } from "../formats/tensorBoard/event.js";
import type { Summary } from "../formats/tensorBoard/summary.js";
import { fileFailure, makeFolder, withFile } from "./file.js";

/** A file of events that grows. */
export interface EventFile {
  readonly path: string;
  /**
   * Adds values at a step: all of them or, where that fails, none. What is asked for while it writes waits its turn.
   *
   * Errors: `DiskFull`, `NotAStep` and the others of `writeBytes`.
   */
  readonly append: (step: number, summaries: readonly Summary[]) => TE.TaskEither<Failure, void>;
}

/** Where a run begins, and the clock. */
export interface EventFileOptions {
  /** The first step that this run will tell of; above 0, the run resumes an earlier one. */
  readonly step?: number;
  /** Seconds since 1970. */
  readonly now?: () => number;
}

const nameForm = /^events\.out\.tfevents\.(\d+)\./;

/**
 * TensorBoard reads the files of a folder in the order of their names: ours comes behind all that are there, whatever
 * the clock says.
 */
const freshName = (names: readonly string[], now: number): string => {
  const taken = names.map((name) => Number(nameForm.exec(name)?.[1] ?? -1));
  const seconds = Math.max(Math.floor(now), ...taken.map((second) => second + 1));
  const host = hostname().replace(/[^\w.-]/g, "_");
  return `events.out.tfevents.${String(seconds).padStart(10, "0")}.${host}.${process.pid}.0`;
};

const opened =
  (folder: string, now: () => number) =>
  (first: Uint8Array): TE.TaskEither<Failure, EventFile> =>
    TE.tryCatch(async () => {
      await makeFolder(folder);
      const path = join(folder, freshName(await readdir(folder), now()));
      let whole = 0;
      const add = (flags: string, bytes: Uint8Array): Promise<void> =>
        withFile(path, flags, async (file) => {
          try {
            await file.appendFile(bytes);
            whole += bytes.length;
          } catch (cause) {
            await file.truncate(whole).catch(() => {});
            throw cause;
          }
        });
      let queue = add("ax", first);
      await queue;
      const append = (bytes: Uint8Array): TE.TaskEither<Failure, void> =>
        TE.tryCatch(() => {
          const added = queue.then(() => add("a", bytes));
          queue = added.catch(() => {});
          return added;
        }, fileFailure(path));
      return {
        path,
        append: (at, summaries) =>
          F.pipe(
            TE.fromIOEither(() => encode([summariesAt({ wallTime: now(), step: at }, summaries)])),
            TE.chainW(append),
          ),
      };
    }, fileFailure(folder));

/**
 * Begins a new file of events in `folder`, which is made where it is missing: `events.out.tfevents.<seconds>.<host>.<pid>.0`.
 *
 * A run that was killed may leave half a record at the end of its file, where TensorBoard stops reading. A file is
 * therefore never continued: a run that is resumed begins another one, and tells with `step` where it resumes.
 *
 * Errors: those of `writeBytes`; `NotAStep` where `step` is no integer.
 */
export const openEventFile = (folder: string, options: EventFileOptions = {}): TE.TaskEither<Failure, EventFile> =>
  F.pipe(
    TE.fromEither(checked(options, expectOptions(options, ["step", "now"]))),
    TE.chain(({ step = 0, now = () => Date.now() / 1000 }) =>
      F.pipe(
        TE.fromIOEither(() => encode(opening({ wallTime: now(), step }))),
        TE.chain(opened(folder, now)),
      ),
    ),
  );
