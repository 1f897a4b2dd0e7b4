import { type Tensor, tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Floats } from "./floats.js";

/** Points in linear memory, coordinate by coordinate: x[c][i] at c * stride + i, zero behind the last point. */
export interface Points {
  readonly at: Pointer;
  readonly count: number;
  /** `count`, rounded up to whole vectors. */
  readonly stride: number;
  readonly dims: number;
}

/**
 * The length of a row over so many points.
 *
 * @example
 * strideOf(10) // => 12
 */
export const strideOf = (count: number): number => 4 * Math.ceil(count / 4);

/** Copies rows [from, to) of x, [n, dims], into memory. */
export const putPoints = (floats: Floats, x: Tensor, from = 0, to = x.shape[0]!): Points => {
  const dims = x.shape[1]!;
  const points = { at: 0, count: to - from, stride: strideOf(to - from), dims };
  const at = floats.zeros(dims * points.stride);
  const out = floats.view(at, dims * points.stride);
  for (let i = from; i < to; i++)
    for (let c = 0; c < dims; c++) out[c * points.stride + i - from] = x.data[i * dims + c]!;
  return { ...points, at };
};

/** Copies a block that lies like `points` out of memory, as [n, dims]. */
export const takePoints = (floats: Floats, { at, count, stride, dims }: Points): Tensor => {
  const block = floats.view(at, dims * stride);
  const out = floats.bytes === 4 ? new Float32Array(count * dims) : new Float64Array(count * dims);
  for (let i = 0; i < count; i++) for (let c = 0; c < dims; c++) out[i * dims + c] = block[c * stride + i]!;
  return tensor([count, dims], out);
};
