import type { Shape } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Prepared } from "./batch.js";
import { type Extents, shiftShape, shiftsOf } from "./extents.js";
import { groupSize } from "./pack.js";
import { inference } from "./posterior.js";
import type { Centred } from "./shifted.js";

/** The shape of a table of shifts and images: [D, K], or [Dy, Dx, K] for a face lower than the picture. */
export const tableShape = (extents: Extents, count: number): Shape => [...shiftShape(extents), count];

/** Turns [group][d][8], as the kernels write it, into [d][k]. */
export const tableOf = (octets: Float64Array, shifts: number, count: number): Float64Array => {
  const table = new Float64Array(shifts * count);
  for (let d = 0; d < shifts; d++)
    for (let k = 0; k < count; k++)
      table[d * count + k] = octets[(Math.floor(k / groupSize) * shifts + d) * groupSize + (k % groupSize)]!;
  return table;
};

/** q[d, k] of every image, as a table. Works in a scope of its own. */
export const responsibilities = (prepared: Prepared, extents: Extents, theta: Centred, hard: boolean): Tensor => {
  const { arena } = prepared.workspace;
  const { count, groups } = prepared.frames;
  const shifts = shiftsOf(extents).count;
  return arena.scope(() => {
    const q = arena.alloc(64 * groups * shifts);
    inference(prepared, extents, theta, hard).infer(q, 0, groups);
    const octets = arena.f64(q, groupSize * groups * shifts);
    return tensor(tableShape(extents, count), tableOf(octets, shifts, count));
  });
};

/**
 * The most probable shift of each image, the first where several are: number d of a table [D, K] or [Dy, Dx, K].
 *
 * @example
 * likeliest(tensor([2, 3], Float64Array.of(0.9, 0.5, 0.2, 0.1, 0.5, 0.8))) // => Int32Array.of(0, 0, 1)
 */
export const likeliest = ({ shape, data }: Tensor): Int32Array => {
  const count = shape.at(-1)!;
  const best = new Int32Array(count);
  for (let at = count; at < data.length; at++) {
    const k = at % count;
    if (data[at]! > data[best[k]! * count + k]!) best[k] = Math.floor(at / count);
  }
  return best;
};
