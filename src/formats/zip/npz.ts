import { zipSync } from "fflate";
import { either as E, function as F, readonlyArray as RA } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import type { NdArray } from "../ndarray.js";
import { decodeNpy, encodeNpy } from "../npy/npy.js";
import { headerBytes, type NpyHeader, parseNpyHeader } from "../npy/npyHeader.js";
import { inflateEntry, inflateHead } from "./unpack.js";
import { type ZipEntry, zipEntries } from "./zipDirectory.js";

/** One array of an NPZ file, unpacked only when asked. */
export interface NpzArray {
  readonly name: string;
  /** Its dtype and shape, from its first bytes. Errors: as `decodeNpy`; `BadZip`. */
  readonly header: () => E.Either<Failure, NpyHeader>;
  /** Errors: as `decodeNpy`; `BadZip` also where the checksum differs. */
  readonly read: () => E.Either<Failure, NdArray>;
}

const suffix = ".npy";

const nameOf = (file: string): string => (file.endsWith(suffix) ? file.slice(0, -suffix.length) : file);

const isArray = (bytes: Uint8Array, entry: ZipEntry, where: string): boolean =>
  entry.name.endsWith(suffix) ||
  F.pipe(
    inflateHead(bytes, entry, 6, where),
    E.exists((head) => String.fromCharCode(...head.subarray(0, 6)) === "\x93NUMPY"),
  );

/**
 * The arrays of an NPZ file by name, none of them unpacked yet. Files in the archive that are not arrays are passed
 * over; a file without the ending `.npy` is an array where its first bytes say so.
 *
 * Errors: `NotZip`, `BadZip`; `DuplicateArray` where two arrays have one name.
 */
export const arraysOf = (bytes: Uint8Array, where = "NPZ data"): E.Either<Failure, ReadonlyMap<string, NpzArray>> =>
  F.pipe(
    zipEntries(bytes, where),
    E.chain((entries) => {
      const arrays = new Map<string, NpzArray>();
      for (const entry of entries) {
        const inside = `${where}[${entry.name}]`;
        if (!isArray(bytes, entry, inside)) continue;
        const name = nameOf(entry.name);
        if (arrays.has(name)) return E.left(duplicate(where, name));
        arrays.set(name, {
          name,
          header: () =>
            F.pipe(
              inflateHead(bytes, entry, headerBytes, inside),
              E.chain((head) => parseNpyHeader(head, inside)),
            ),
          read: () =>
            F.pipe(
              inflateEntry(bytes, entry, inside),
              E.chain((file) => decodeNpy(file, inside)),
            ),
        });
      }
      return E.right(arrays);
    }),
  );

const duplicate = (where: string, name: string): Failure<"DuplicateArray"> =>
  badData("DuplicateArray", "two arrays have the same name", { where, got: JSON.stringify(name) });

/**
 * All arrays of an NPZ file, stored or deflated. A stored array is a view on `bytes` where it is aligned.
 *
 * Errors: as `arraysOf` and `decodeNpy`; `EncryptedZip`, `UnknownCompression`.
 *
 * @example
 * F.pipe(decodeNpz(encodeNpz(new Map())), E.map(({ size }) => size)) // => E.right(0)
 */
export const decodeNpz = (bytes: Uint8Array, where = "NPZ data"): E.Either<Failure, ReadonlyMap<string, NdArray>> =>
  F.pipe(
    arraysOf(bytes, where),
    E.chain((arrays) =>
      E.traverseArray(({ name, read }: NpzArray) =>
        F.pipe(
          read(),
          E.map((array) => [name, array] as const),
        ),
      )([...arrays.values()]),
    ),
    E.map((pairs) => new Map(pairs)),
  );

/** The first day a ZIP archive can name: equal arrays give equal bytes on any day. */
const epoch = new Date(1980, 0, 1);

/**
 * The bytes of an NPZ file: `name.npy` for each array, stored, or deflated where `compress` is true.
 *
 * Throws a RangeError past 65535 arrays or 4 GiB, which ZIP without its 64-bit extension cannot hold.
 */
export const encodeNpz = (
  arrays: ReadonlyMap<string, NdArray>,
  { compress = false }: { readonly compress?: boolean } = {},
): Uint8Array => {
  const files = RA.fromArray([...arrays].map(([name, array]) => [`${name}${suffix}`, encodeNpy(array)] as const));
  const bytes = files.reduce((total, [, file]) => total + file.length, 0);
  if (files.length > 65_535 || bytes > 2 ** 32 - 2 ** 24)
    throw new RangeError(`${files.length} arrays of ${bytes} bytes do not fit a ZIP archive`);
  return zipSync(Object.fromEntries(files), { level: compress ? 6 : 0, mtime: epoch });
};
