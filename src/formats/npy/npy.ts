import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../failure.js";
import { reversedAxes } from "../axes.js";
import { type ByteOrder, bytesOf, reordered, type Words, wordsOf } from "../bytes.js";
import { fromHalf, toHalf } from "../half.js";
import { type DType, type NdArray, ndarray, type Storage } from "../ndarray.js";
import { elements } from "./npyElement.js";
import { type NpyHeader, type NpyVersion, parseNpyHeader, payloadBytes, showHeader, truncated } from "./npyHeader.js";
import { formatNpyHeader } from "./npyHeaderText.js";

type View<A> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => A;

const viewed =
  <A>(View: View<A>) =>
  ({ buffer, byteOffset, length }: Words): A =>
    new View(buffer, byteOffset, length);

/** From words of the element's width to its values: a view, but for float16. */
const valuesOf: { readonly [D in DType]: (words: Words) => Storage[D] } = {
  bool: viewed(Uint8Array),
  int8: viewed(Int8Array),
  uint8: viewed(Uint8Array),
  int16: viewed(Int16Array),
  uint16: viewed(Uint16Array),
  int32: viewed(Int32Array),
  uint32: viewed(Uint32Array),
  int64: viewed(BigInt64Array),
  uint64: viewed(BigUint64Array),
  float16: (words) => fromHalf(viewed(Uint16Array)(words)),
  float32: viewed(Float32Array),
  float64: viewed(Float64Array),
};

/** The array of a header and the words behind it; copies for a byte order or an axis order that is not ours. */
export const arrayOf = (
  { dtype, shape, order, fortran }: Omit<NpyHeader, "version" | "offset">,
  words: Words,
): NdArray => {
  const native = reordered(words, order);
  const rowMajor = fortran ? reversedAxes(native, shape.toReversed()) : native;
  return ndarray(dtype, shape, valuesOf[dtype](rowMajor));
};

/**
 * Reads an NPY file, of any version, byte order and axis order. The data is a view on `bytes` where these already lie
 * as this machine has them (row-major, own byte order, aligned), so a large file is held once. Bytes behind the array
 * are not looked at: NumPy may have saved a second one there.
 *
 * Errors: `NotNpy`, `BadNpyHeader`, `TruncatedNpy`; `NotNumeric` for objects, text, records and complex numbers.
 * Source: NumPy, NEP 1 and numpy.lib.format.
 *
 * @example
 * F.pipe(decodeNpy(encodeNpy(ndarray("uint8", [3], Uint8Array.of(1, 2, 3)))), E.map(({ shape }) => shape)) // => E.right([3])
 */
export const decodeNpy = (bytes: Uint8Array, where = "NPY data"): E.Either<Failure, NdArray> =>
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

/** The words of an array as a file has them, in this machine's order: a view, but for float16. */
export const wordsOfArray = ({ dtype, data }: NdArray): Words =>
  wordsOf(bytesOf(dtype === "float16" && data instanceof Float32Array ? toHalf(data) : data), elements[dtype].width);

/** How to write an NPY file; by default version 1, row-major, little-endian, the bytes that `numpy.save` writes. */
export interface NpyOptions {
  readonly version?: NpyVersion;
  readonly fortran?: boolean;
  readonly order?: ByteOrder;
}

/** The bytes of an NPY file; float16 is rounded to nearest, ties to even. */
export const encodeNpy = (
  array: NdArray,
  { version = 1, fortran = false, order = "little" }: NpyOptions = {},
): Uint8Array => {
  const { dtype, shape } = array;
  const header = formatNpyHeader(dtype, shape, { version, fortran, order });
  const rowMajor = wordsOfArray(array);
  const words = reordered(fortran ? reversedAxes(rowMajor, shape) : rowMajor, order);
  const bytes = new Uint8Array(header.length + words.byteLength);
  bytes.set(header);
  bytes.set(bytesOf(words), header.length);
  return bytes;
};
