import { readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";
import { type Event, encodeEvents, opening, summariesAt } from "../formats/tensorboard/event.js";
import type { Summary } from "../formats/tensorboard/summary.js";
import { fileFailure, makeFolder, withFile } from "./file.js";

/** A file of events that grows. */
export interface EventFile {
  readonly path: string;
  /**
   * Adds values at a step: all of them or, where that fails, none. What is asked for while it writes waits its turn.
   *
   * Errors: `DiskFull` and the others of `writeAtomically`.
   */
  readonly append: (step: number, summaries: readonly Summary[]) => TE.TaskEither<Failure, void>;
}

/** Where a run begins, and the clock. */
export interface EventFileOptions {
  /** The first step that this run will tell of; above 0, the run goes on from an earlier one. */
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

/**
 * Begins a new file of events in `folder`, which is made where it is missing: `events.out.tfevents.<seconds>.<host>.<pid>.0`.
 *
 * A run that was killed may leave half a record at the end of its file, where TensorBoard stops reading. A file is
 * therefore never taken up again: a run that is resumed begins another one, and tells with `step` where it goes on.
 *
 * Errors: those of `writeAtomically`.
 */
export const openEventFile = (
  folder: string,
  { step = 0, now = () => Date.now() / 1000 }: EventFileOptions = {},
): TE.TaskEither<Failure, EventFile> =>
  TE.tryCatch(async () => {
    await makeFolder(folder);
    const path = join(folder, freshName(await readdir(folder), now()));
    let whole = 0;
    const add = (flags: string, events: readonly Event[]): Promise<void> =>
      withFile(path, flags, async (file) => {
        const bytes = encodeEvents(events);
        try {
          await file.appendFile(bytes);
          whole += bytes.length;
        } catch (cause) {
          await file.truncate(whole).catch(() => {});
          throw cause;
        }
      });
    let queue = add("ax", opening({ wallTime: now(), step }));
    await queue;
    return {
      path,
      append: (at, summaries) =>
        TE.tryCatch(() => {
          const added = queue.then(() => add("a", [summariesAt({ wallTime: now(), step: at }, summaries)]));
          queue = added.catch(() => {});
          return added;
        }, fileFailure(path)),
    };
  }, fileFailure(folder));
