import { either as E } from "fp-ts";
import { type Shape, showShape, size } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import { badData, type Failure } from "../failure.js";

/** The typed array that holds each element type; float16 is widened, which is exact. */
export interface Storage {
  readonly bool: Uint8Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int16: Int16Array;
  readonly uint16: Uint16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly int64: BigInt64Array;
  readonly uint64: BigUint64Array;
  readonly float16: Float32Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

/** An element type, by NumPy's name. */
export type DType = keyof Storage;

/** A dense numeric array as files hold it, in row-major order. A `Tensor` once it is floats: `toFloat64`, `toFloat32`. */
export interface NdArray<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: Shape;
  readonly data: Storage[D];
}

/** NumPy 2 has no array of more axes (NPY_MAXDIMS). */
export const maxRank = 64;

/**
 * An array over `data`, which is not copied.
 *
 * Throws a RangeError where the number of elements is not that of the shape, or the axes are more than 64: a broken
 * invariant of the caller.
 *
 * @example
 * ndarray("uint8", [2, 2], new Uint8Array([1, 2, 3, 4])).shape // => [2, 2]
 */
export const ndarray = <D extends DType>(dtype: D, shape: Shape, data: Storage[D]): NdArray<D> => {
  if (data.length !== size(shape)) throw new RangeError(`${data.length} values do not fill ${showShape(shape)}`);
  if (shape.length > maxRank) throw new RangeError(`${shape.length} axes are more than ${maxRank}`);
  return { dtype, shape, data };
};

/** A 64-bit integer beyond 2^53, from which on a float64 no longer holds every integer. */
export type InexactInteger = Failure<"InexactInteger">;

const exact = 2n ** 53n;

const inexact = (value: bigint, at: number): InexactInteger =>
  badData("InexactInteger", "a 64-bit integer does not fit a float", {
    expected: "at most 2^53 in magnitude",
    got: `${value} at element ${at}`,
    hint: "save the array as float64",
  });

const intoFloats = <A extends Float32Array | Float64Array>(
  { shape, data }: NdArray,
  floats: A,
): E.Either<InexactInteger, Tensor> => {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      if (value > exact || value < -exact) return E.left(inexact(value, i));
      floats[i] = Number(value);
    }
  } else floats.set(data);
  return E.right(tensor(shape, floats));
};

/**
 * The array as a float64 tensor; exact. Float64 data is shared, not copied.
 *
 * Errors: `InexactInteger`.
 *
 * @example
 * toFloat64(ndarray("int64", [1], BigInt64Array.of(2n ** 53n + 1n)))._tag // => "Left"
 */
export const toFloat64 = (array: NdArray): E.Either<InexactInteger, Tensor> =>
  array.data instanceof Float64Array
    ? E.right(tensor(array.shape, array.data))
    : intoFloats(array, new Float64Array(array.data.length));

/**
 * The array as a float32 tensor, each value rounded to nearest. Float32 data is shared, not copied.
 *
 * Errors: `InexactInteger`.
 */
export const toFloat32 = (array: NdArray): E.Either<InexactInteger, Tensor> =>
  array.data instanceof Float32Array
    ? E.right(tensor(array.shape, array.data))
    : intoFloats(array, new Float32Array(array.data.length));
