/**
 * NPY, NumPy's file of one array. It may use the words, elements and arrays of this folder's parent. Begin with
 * `decode` and `encode`; `header.ts` reads and writes what stands before the elements.
 *
 * Source: NumPy, NEP 1 and numpy.lib.format.
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectBoolean, expectName, expectOption, expectOptions } from "../../core/checks.js";
import type { Failure } from "../../failure.js";
import { reversedAxes } from "../axes.js";
import { type ByteOrder, bytesOf, joined, reordered, wordsOf } from "../bytes.js";
import { type DecodeOptions, decodeInput } from "../decodeInput.js";
import { arrayOf, wordsOfArray } from "../elements.js";
import { expectArray, type NdArray } from "../ndarray.js";
import {
  formatNpyHeader,
  type NpyHeader,
  type NpyVersion,
  parseNpyHeader,
  payloadBytes,
  showHeader,
  truncated,
} from "./header.js";

export type { NpyHeader, NpyVersion };

const usual = "NPY data";

/**
 * What the first bytes of an NPY file say about the rest: element type, shape, order, and where the elements begin.
 *
 * Errors: `NotNpy`, `TruncatedNpy`, `BadNpyHeader`, `NotNumeric`.
 *
 * @example
 * import { ndarray, npy } from "elbo-ts/formats";
 * const file = npy.encode(ndarray("int16", [2], Int16Array.of(1, 2)));
 * F.pipe(file, E.chain((bytes) => npy.decodeHeader(bytes)), E.map(({ dtype, offset }) => [dtype, offset])) // => E.right(["int16", 128])
 */
export const decodeHeader = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, NpyHeader> =>
  F.pipe(
    decodeInput(bytes, options),
    E.chain(({ where = usual }) => parseNpyHeader(bytes, where)),
  );

/**
 * Reads an NPY file, of any version, byte order and axis order. The data is a view on `bytes` where these already lie
 * as this machine has them (row-major, own byte order, aligned), so a large file is held once. Bytes behind the array
 * are not looked at: NumPy may have saved a second one there.
 *
 * Errors: `NotNpy`, `BadNpyHeader`, `TruncatedNpy`; `NotNumeric` for objects, text, records and complex numbers.
 *
 * @example
 * import { ndarray, npy } from "elbo-ts/formats";
 * const file = npy.encode(ndarray("uint8", [3], Uint8Array.of(1, 2, 3)));
 * F.pipe(file, E.chain((bytes) => npy.decode(bytes)), E.map(({ shape }) => shape)) // => E.right([3])
 */
export const decode = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, NdArray> =>
  F.pipe(
    decodeHeader(bytes, options),
    E.filterOrElse(
      (header) => header.offset + payloadBytes(header) <= bytes.length,
      (header): Failure =>
        truncated(
          options.where ?? usual,
          `${payloadBytes(header)} bytes of data for ${showHeader(header)}`,
          `${bytes.length - header.offset}`,
        ),
    ),
    E.map((header) => {
      const payload = bytes.subarray(header.offset, header.offset + payloadBytes(header));
      return arrayOf(header, wordsOf(payload, header.width));
    }),
  );

/** How to write an NPY file; by default version 1, row-major, little-endian, the bytes that `numpy.save` writes. */
export interface NpyOptions {
  readonly version?: NpyVersion;
  readonly fortran?: boolean;
  readonly order?: ByteOrder;
}

/**
 * The bytes of an NPY file; float16 is rounded to nearest, ties to even.
 *
 * Errors: `NotAnArray` where the data are not of the element type and shape; `BadOption`.
 */
export const encode = (array: NdArray, options: NpyOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    checked(options, expectOptions(options, ["version", "fortran", "order"])),
    E.map(({ version = 1, fortran = false, order = "little" }) => ({ version, fortran, order })),
    E.chainFirst(({ version }) => expectOption("version", [1, 2, 3].includes(version), "1, 2 or 3", version)),
    E.chainFirst(({ fortran }) => expectBoolean("fortran", fortran)),
    E.chainFirst(({ order }) => expectName("order", order, ["little", "big"])),
    E.chainFirstW(() => expectArray(array)),
    E.map(({ version, fortran, order }) => {
      const { dtype, shape } = array;
      const header = formatNpyHeader(dtype, shape, { version, fortran, order });
      const rowMajor = wordsOfArray(array);
      const words = reordered(fortran ? reversedAxes(rowMajor, shape) : rowMajor, order);
      return joined([header, bytesOf(words)]);
    }),
  );
