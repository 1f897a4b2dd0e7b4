import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../failure.js";

/** What the system's error codes mean to a user, and what to try. */
const reasons: Readonly<Record<string, readonly [tag: string, what: string, hint: string]>> = {
  ENOENT: ["NoSuchFile", "no such file or folder", "check the path"],
  EISDIR: ["IsFolder", "this is a folder, not a file", "name a file"],
  ENOTDIR: ["NotFolder", "a part of this path is a file, not a folder", "check the path"],
  EEXIST: ["NotFolder", "a part of this path is a file, not a folder", "check the path"],
  EACCES: ["PermissionDenied", "permission denied", "check the rights of the file and its folder"],
  EPERM: ["PermissionDenied", "permission denied", "check the rights of the file and its folder"],
  EROFS: ["ReadOnlyFolder", "the folder is read-only", "write somewhere else"],
  ENOSPC: ["DiskFull", "the disk is full", "make room, or write somewhere else"],
  EDQUOT: ["DiskFull", "the disk quota is used up", "make room, or write somewhere else"],
  EFBIG: ["FileTooLarge", "the file would be larger than the system allows", "write less, or somewhere else"],
  ERR_FS_FILE_TOO_LARGE: ["FileTooLarge", "the file is too large to be read whole", "read it in chunks"],
};

/** The Failure of a system call on `path`. */
export const fileFailure =
  (path: string) =>
  (cause: unknown): Failure => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const [tag, what, hint] = reasons[code] ?? ["FileError", "the file could not be read or written", undefined];
    if (hint !== undefined) return badData(tag, what, { where: path, hint });
    return badData(tag, what, { where: path, got: cause instanceof Error ? cause.message : String(cause) });
  };

/**
 * The bytes of a file.
 *
 * Errors: `NoSuchFile`, `IsFolder`, `PermissionDenied`, `FileTooLarge`, `FileError`.
 */
export const readBytes = (path: string): TE.TaskEither<Failure, Uint8Array> =>
  F.pipe(
    TE.tryCatch(() => readFile(path), fileFailure(path)),
    TE.map(({ buffer, byteOffset, length }) => new Uint8Array(buffer, byteOffset, length)),
  );

/** Runs `use` on an open file, and closes it in any case. */
export const withFile = async <A>(path: string, flags: string, use: (file: FileHandle) => Promise<A>): Promise<A> => {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/**
 * Makes a folder and those above it. Node's own way says ENOENT where a system is read-only, and runs for ever below
 * /proc.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder && !(await isFolder(above))) await makeFolder(above);
  await mkdir(folder).catch(async (cause) => {
    if (!(await isFolder(folder))) throw cause;
  });
};

/** Makes the new name itself survive a power cut; a system that cannot sync a folder keeps the name by other means. */
const syncFolder = (folder: string): Promise<void> => withFile(folder, "r", (handle) => handle.sync()).catch(() => {});

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const folder = dirname(path);
  await makeFolder(folder);
  // In the same folder, because a rename is atomic only within one file system.
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    await withFile(temporary, "wx", async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(folder);
};

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, synced, then renamed. A reader, or
 * the next start after a crash, meets the old bytes or the new ones. Missing folders are made. A failure leaves the
 * old file as it was and no temporary one.
 *
 * Errors: `IsFolder`, `NotFolder`, `PermissionDenied`, `ReadOnlyFolder`, `DiskFull`, `FileTooLarge`, `FileError`.
 */
export const writeBytes = (path: string, bytes: Uint8Array): TE.TaskEither<Failure, void> =>
  TE.tryCatch(() => replace(path, bytes), fileFailure(path));
