/**
 * NPZ, NumPy's archive of named arrays: a ZIP file of NPY files. It may use `npy` beside it. Begin with `decode` and
 * `encode`; `directory.ts` reads what a ZIP file holds, `inflate.ts` takes one file out of it.
 */
import { zipSync } from "fflate";
import { either as E, function as F } from "fp-ts";
import { checked, expectBoolean, expectMap, expectOptions } from "../../core/checks.js";
import { badData, type Failure, locate } from "../../failure.js";
import { type DecodeOptions, decodeInput } from "../decodeInput.js";
import type { NdArray } from "../ndarray.js";
import { headerBytes, type NpyHeader, parseNpyHeader } from "../npy/header.js";
import * as npy from "../npy/index.js";
import { type ZipEntry, zipEntries } from "./directory.js";
import { inflateEntry, inflateHead } from "./inflate.js";

/** One array of an NPZ file, unpacked only when asked. */
export interface NpzArray {
  readonly name: string;
  /** Its dtype and shape, from its first bytes. Errors: as `npy.decode`; `BadZip`. */
  readonly header: () => E.Either<Failure, NpyHeader>;
  /** Errors: as `npy.decode`; `BadZip` also where the checksum differs. */
  readonly read: () => E.Either<Failure, NdArray>;
}

const usual = "NPZ data";

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
export const arrays = (
  bytes: Uint8Array,
  options: DecodeOptions = {},
): E.Either<Failure, ReadonlyMap<string, NpzArray>> =>
  F.pipe(
    decodeInput(bytes, options),
    E.map(({ where = usual }) => where),
    E.bindTo("where"),
    E.bind("entries", ({ where }) => zipEntries(bytes, where)),
    E.chain(({ where, entries }): E.Either<Failure, ReadonlyMap<string, NpzArray>> => {
      const found = new Map<string, NpzArray>();
      for (const entry of entries) {
        const inside = `${where}[${entry.name}]`;
        if (!isArray(bytes, entry, inside)) continue;
        const name = nameOf(entry.name);
        if (found.has(name)) return E.left(duplicate(where, name));
        found.set(name, {
          name,
          header: () =>
            F.pipe(
              inflateHead(bytes, entry, headerBytes, inside),
              E.chain((head) => parseNpyHeader(head, inside)),
            ),
          read: () =>
            F.pipe(
              inflateEntry(bytes, entry, inside),
              E.chain((file) => npy.decode(file, { where: inside })),
            ),
        });
      }
      return E.right(found);
    }),
  );

const duplicate = (where: string, name: string): Failure<"DuplicateArray"> =>
  badData("DuplicateArray", "two arrays have the same name", { where, got: JSON.stringify(name) });

/**
 * All arrays of an NPZ file, stored or deflated. A stored array is a view on `bytes` where it is aligned.
 *
 * Errors: as `arrays` and `npy.decode`; `EncryptedZip`, `UnknownCompression`.
 *
 * @example
 * import { ndarray, npz } from "elbo-ts/formats";
 * const file = npz.encode(new Map([["x", ndarray("uint8", [1], Uint8Array.of(7))]]), { compress: true });
 * F.pipe(file, E.chain((bytes) => npz.decode(bytes)), E.map((found) => found.get("x")?.data)) // => E.right(Uint8Array.of(7))
 */
export const decode = (
  bytes: Uint8Array,
  options: DecodeOptions = {},
): E.Either<Failure, ReadonlyMap<string, NdArray>> =>
  F.pipe(
    arrays(bytes, options),
    E.chain((found) =>
      E.traverseArray(({ name, read }: NpzArray) =>
        F.pipe(
          read(),
          E.map((array) => [name, array] as const),
        ),
      )([...found.values()]),
    ),
    E.map((pairs) => new Map(pairs)),
  );

/** The first day a ZIP archive can name: equal arrays give equal bytes on any day. */
const epoch = new Date(1980, 0, 1);

/** How to write an NPZ file. */
export interface NpzOptions {
  /** Deflated, as by `numpy.savez_compressed` (false: stored, as by `numpy.savez`). */
  readonly compress?: boolean;
}

/**
 * The bytes of an NPZ file: `name.npy` for each array.
 *
 * Errors: `NotAnArray`, naming the array; `TooLarge` past 65535 arrays or 4 GiB, which ZIP without its 64-bit extension
 * cannot hold.
 */
export const encode = (arrays: ReadonlyMap<string, NdArray>, options: NpzOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    checked(options, expectMap("the arrays", arrays), expectOptions(options, ["compress"])),
    E.chainFirst(({ compress = false }) => expectBoolean("compress", compress)),
    E.map(() => [...arrays]),
    E.chain(
      E.traverseArray(([name, array]) =>
        F.pipe(
          npy.encode(array),
          E.bimap(locate(JSON.stringify(name)), (file) => [`${name}${suffix}`, file] as const),
        ),
      ),
    ),
    E.filterOrElse(
      (files) => files.length <= 65_535 && bytesIn(files) <= 2 ** 32 - 2 ** 24,
      (files): Failure =>
        badData("TooLarge", "these arrays do not fit a ZIP archive", {
          expected: "at most 65535 arrays and 4 GiB",
          got: `${files.length} arrays of ${bytesIn(files)} bytes`,
        }),
    ),
    E.map((files) => zipSync(Object.fromEntries(files), { level: options.compress ? 6 : 0, mtime: epoch })),
  );

const bytesIn = (files: readonly (readonly [name: string, file: Uint8Array])[]): number =>
  files.reduce((total, [, file]) => total + file.length, 0);
