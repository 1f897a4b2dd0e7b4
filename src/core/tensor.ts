import { type Shape, showShape, size } from "./shape.js";

/** Floats that are read and never written: a typed array without its setters. */
export interface ReadonlyFloats extends Iterable<number> {
  readonly length: number;
  readonly [index: number]: number;
  readonly BYTES_PER_ELEMENT: number;
}

/** A dense row-major array: a value on the JavaScript heap, freed by the collector. Float32 or float64 by its data. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: ReadonlyFloats;
}

/**
 * A tensor over `data`, which is not copied.
 *
 * Throws a RangeError where the number of elements is not that of the shape: a broken invariant of the caller.
 *
 * @example
 * tensor([2, 2], new Float64Array([1, 2, 3, 4])).shape // => [2, 2]
 */
export const tensor = (shape: Shape, data: ReadonlyFloats): Tensor => {
  if (data.length !== size(shape)) throw new RangeError(`${data.length} values do not fill ${showShape(shape)}`);
  return { shape, data };
};

/** The floats [from, to): a view of them, where `data` is a typed array as it should be. */
export const span = (data: ReadonlyFloats, from: number, to: number): ArrayLike<number> =>
  data instanceof Float32Array || data instanceof Float64Array
    ? data.subarray(from, to)
    : Float64Array.from({ length: to - from }, (_, i) => data[from + i]!);

/** A float64 tensor of nested or flat numbers. */
export const tensor64 = (shape: Shape, values: ArrayLike<number>): Tensor => tensor(shape, new Float64Array(values));

/** A float32 tensor of flat numbers. */
export const tensor32 = (shape: Shape, values: ArrayLike<number>): Tensor => tensor(shape, new Float32Array(values));

/** The same values under another shape of as many elements. */
export const reshape = (shape: Shape, { data }: Tensor): Tensor => tensor(shape, data);

/**
 * The rows of x with these indices, [indices.length, ...rest of the shape], copied.
 *
 * Throws a RangeError for an index that x does not have.
 *
 * @example
 * [...take(tensor32([3, 1], [5, 6, 7]), [2, 0]).data] // => [7, 5]
 */
export const take = ({ shape, data }: Tensor, indices: readonly number[]): Tensor => {
  const [count = 0, ...rest] = shape;
  const beyond = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (beyond !== undefined) throw new RangeError(`no row ${beyond} in ${showShape(shape)}`);
  const width = size(rest);
  const length = indices.length * width;
  const rows = data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  indices.forEach((index, row) => {
    for (let j = 0; j < width; j++) rows[row * width + j] = data[index * width + j]!;
  });
  return tensor([indices.length, ...rest], rows);
};
