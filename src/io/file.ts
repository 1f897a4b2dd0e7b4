import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../failure.js";

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The bytes of a file. Errors: `Unreadable`. */
export const readBytes = (path: string): TE.TaskEither<Failure, Uint8Array> =>
  TE.tryCatch(
    () => readFile(path),
    (cause) => badData("Unreadable", "cannot be read", { where: path, got: reason(cause) }),
  );

/**
 * Writes under a temporary name in the same folder and renames, so that a reader never meets half a file.
 *
 * Errors: `Unwritable`.
 */
export const writeAtomically = (path: string, bytes: Uint8Array): TE.TaskEither<Failure, void> =>
  TE.tryCatch(
    async () => {
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        await writeFile(temporary, bytes);
        await rename(temporary, path);
      } catch (cause) {
        await rm(temporary, { force: true });
        throw cause;
      }
    },
    (cause) => badData("Unwritable", "cannot be written", { where: path, got: reason(cause) }),
  );
