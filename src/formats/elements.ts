/** How the elements of each type lie in a file, and the way from their raw words to an array and back. */
import { reversedAxes } from "./axes.js";
import { type ByteOrder, bytesOf, reordered, type Width, type Words, wordsOf } from "./bytes.js";
import { fromHalf, toHalf } from "./half.js";
import { type DType, type NdArray, ndarray, type Storage } from "./ndarray.js";

/** NumPy's code and width, in bytes, of each element type. */
export const elements: { readonly [D in DType]: { readonly code: string; readonly width: Width } } = {
  bool: { code: "b1", width: 1 },
  int8: { code: "i1", width: 1 },
  uint8: { code: "u1", width: 1 },
  int16: { code: "i2", width: 2 },
  uint16: { code: "u2", width: 2 },
  int32: { code: "i4", width: 4 },
  uint32: { code: "u4", width: 4 },
  int64: { code: "i8", width: 8 },
  uint64: { code: "u8", width: 8 },
  float16: { code: "f2", width: 2 },
  float32: { code: "f4", width: 4 },
  float64: { code: "f8", width: 8 },
};

/** All element types. */
export const dtypes = Object.keys(elements) as readonly DType[];

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

/** How an array lies in a file. */
export interface ArrayFormat {
  readonly order: ByteOrder;
  /** Column-major: the first axis varies fastest. */
  readonly fortran: boolean;
}

/** The array of some words; copies for a byte order or an axis order that is not ours. */
export const arrayOf = (
  { dtype, shape, order, fortran }: Pick<NdArray, "dtype" | "shape"> & ArrayFormat,
  words: Words,
): NdArray => {
  const native = reordered(words, order);
  const rowMajor = fortran ? reversedAxes(native, shape.toReversed()) : native;
  return ndarray(dtype, shape, valuesOf[dtype](rowMajor));
};

/** The words of an array as a file has them, in this machine's order: a view, but for float16. */
export const wordsOfArray = ({ dtype, data }: NdArray): Words =>
  wordsOf(bytesOf(dtype === "float16" && data instanceof Float32Array ? toHalf(data) : data), elements[dtype].width);
