import { either as E } from "fp-ts";
import { type Shape, showShape, size } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import { badData, describe, type Failure } from "../failure.js";

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

const storages: { readonly [D in DType]: new (length: number) => Storage[D] } = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/**
 * The array itself, where its data are of its element type and fill its shape.
 *
 * Errors: `NotAnArray`.
 */
export const expectArray = <D extends DType>(array: NdArray<D>): E.Either<Failure<"NotAnArray">, NdArray<D>> => {
  const { dtype, shape, data } = (array ?? {}) as NdArray<D>;
  const wrong = (expected: string, got: string): E.Either<Failure<"NotAnArray">, never> =>
    E.left(badData("NotAnArray", "these are not the data of an array", { expected, got }));
  if (!Object.hasOwn(storages, dtype)) return wrong(`one of ${Object.keys(storages).join(", ")}`, `${dtype}`);
  if (!(data instanceof storages[dtype])) return wrong(`a ${storages[dtype].name} for ${dtype}`, typeof data);
  if (!Array.isArray(shape)) return wrong("a shape such as [2, 3]", typeof shape);
  if (shape.length > maxRank) return wrong(`at most ${maxRank} axes`, `${shape.length} axes`);
  if (data.length !== size(shape) || shape.some((extent) => extent < 0))
    return wrong(`${size(shape)} values to fill ${showShape(shape)}`, `${data.length} values`);
  return E.right(array);
};

/**
 * An array over `data`, which is not copied.
 *
 * A literal: throws a RangeError where the data are not of the type, the number of elements is not that of the shape, or
 * the axes are more than 64.
 *
 * @example
 * import { ndarray } from "elbo-ts/formats";
 * ndarray("uint8", [2, 2], new Uint8Array([1, 2, 3, 4])).shape // => [2, 2]
 */
export const ndarray = <D extends DType>(dtype: D, shape: Shape, data: Storage[D]): NdArray<D> => {
  const array = expectArray({ dtype, shape, data });
  if (E.isLeft(array)) throw new RangeError(describe(array.left));
  return array.right;
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
 * Errors: `InexactInteger`, `NotAnArray`.
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
