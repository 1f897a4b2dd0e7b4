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

/** A float64 tensor of nested or flat numbers. */
export const tensor64 = (shape: Shape, values: ArrayLike<number>): Tensor => tensor(shape, Float64Array.from(values));

/** A float32 tensor of flat numbers. */
export const tensor32 = (shape: Shape, values: ArrayLike<number>): Tensor => tensor(shape, Float32Array.from(values));

/** The same values under another shape of as many elements. */
export const reshape = (shape: Shape, { data }: Tensor): Tensor => tensor(shape, data);
