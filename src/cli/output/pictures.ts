import { function as F, taskEither as TE } from "fp-ts";
import type { Failure } from "../../failure.js";
import type { RunHost } from "../program/program.js";

/**
 * Writes files of a run by name, one after the other.
 *
 * Errors: the first file that could not be written.
 */
export const writeAll = (
  { write }: Pick<RunHost, "write">,
  files: Readonly<Record<string, Uint8Array>>,
): TE.TaskEither<Failure, void> =>
  F.pipe(
    Object.entries(files),
    TE.traverseSeqArray(([name, bytes]) => write(name, bytes)),
    TE.map(() => undefined),
  );
