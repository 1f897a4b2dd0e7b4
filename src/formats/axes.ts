import { type Shape, size } from "../core/shape.js";
import { type Width, type Words, wordsOf } from "./bytes.js";

/** Anything whose elements can be moved. */
interface Cells {
  readonly length: number;
  [index: number]: number | bigint;
}

/**
 * Reverses the axes: `from` in row-major order of `shape` is written in row-major order of the reversed shape,
 *
 *   to[i_n, ..., i_1] = from[i_1, ..., i_n].
 *
 * Column-major (Fortran) order of a shape is row-major order of the reversed one, so this turns each into the other.
 */
export const reverseAxes = (from: Cells, to: Cells, shape: Shape): void => {
  const strides = shape.map((_, axis) => size(shape.slice(0, axis)));
  const last = shape.length - 1;
  const extent = shape[last] ?? 1;
  const stride = strides[last] ?? 1;
  const index = shape.map(() => 0);
  for (let read = 0; read < from.length; ) {
    let write = 0;
    for (let axis = 0; axis < last; axis++) write += index[axis]! * strides[axis]!;
    for (let i = 0; i < extent; i++, write += stride) to[write] = from[read++]!;
    for (let axis = last - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
};

/** A copy of the words with the axes reversed; the words themselves where at most one axis is longer than 1. */
export const reversedAxes = (words: Words, shape: Shape): Words => {
  if (shape.filter((extent) => extent !== 1).length < 2) return words;
  const to = wordsOf(new Uint8Array(words.byteLength), words.BYTES_PER_ELEMENT as Width);
  reverseAxes(words, to, shape);
  return to;
};
