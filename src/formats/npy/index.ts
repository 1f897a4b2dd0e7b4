/**
 * NPY, NumPy's file of one array. It may use the words, elements and arrays of this folder's parent. Begin with
 * `decode` and `encode`; `header.ts` reads and writes what stands before the elements.
 *
 * Source: NumPy, NEP 1 and numpy.lib.format.
 */
import { either as E, function as F } from "fp-ts";
import { type Failure, usage } from "../../failure.js";
import { reversedAxes } from "../axes.js";
import { type ByteOrder, bytesOf, joined, reordered, wordsOf } from "../bytes.js";
import type { DecodeOptions } from "../container.js";
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
export const decodeHeader = (bytes: Uint8Array, { where = usual }: DecodeOptions = {}): E.Either<Failure, NpyHeader> =>
  parseNpyHeader(bytes, where);

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
export const decode = (bytes: Uint8Array, { where = usual }: DecodeOptions = {}): E.Either<Failure, NdArray> =>
  F.pipe(
    parseNpyHeader(bytes, where),
    E.filterOrElse(
      (header) => header.offset + payloadBytes(header) <= bytes.length,
      (header): Failure =>
        truncated(
          where,
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

const expectOptions = ({ version, order }: Required<NpyOptions>): E.Either<Failure, null> => {
  const unknown = (where: string, expected: string, got: unknown) =>
    E.left(usage("UnknownOption", "there is no such way to write an NPY file", { where, expected, got: `${got}` }));
  if (![1, 2, 3].includes(version)) return unknown("version", "1, 2 or 3", version);
  return order === "little" || order === "big" ? E.right(null) : unknown("order", "little or big", order);
};

/**
 * The bytes of an NPY file; float16 is rounded to nearest, ties to even.
 *
 * Errors: `NotAnArray` where the data are not of the element type and shape; `UnknownOption`.
 */
export const encode = (
  array: NdArray,
  { version = 1, fortran = false, order = "little" }: NpyOptions = {},
): E.Either<Failure, Uint8Array> =>
  F.pipe(
    expectOptions({ version, fortran, order }),
    E.chainW(() => expectArray(array)),
    E.map(({ dtype, shape }) => {
      const header = formatNpyHeader(dtype, shape, { version, fortran, order });
      const rowMajor = wordsOfArray(array);
      const words = reordered(fortran ? reversedAxes(rowMajor, shape) : rowMajor, order);
      return joined([header, bytesOf(words)]);
    }),
  );
