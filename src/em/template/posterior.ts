/** The E-step: responsibilities of the shifts, group by group as the kernels write them, or as a table. */
import type { Shape } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { PreparedImages } from "./frames.js";
import { groupSize } from "./frames.js";
import { scorer } from "./scores.js";
import { type ShiftedTemplate, shiftShape, shiftsOf, type TemplateExtents } from "./theta.js";

/**
 * The E-step on groups of images:
 *
 *   q[d, k] = exp(t - log sum_d exp t),   t = (score[d, k] + norm[d]) / s^2 + log a[d]
 */
export interface TemplateInference {
  /** Writes q of groups [from, to), [group][d][8]; lanes without an image get 0. Returns the entropy of each group. */
  readonly infer: (q: Pointer, from: number, to: number) => readonly number[];
}

/** One-hot at the first largest entry of each image: hard EM, or MAP. Its entropy is 0. */
const harden = (q: Float64Array, shifts: number): void => {
  for (let k = 0; k < groupSize; k++) {
    let best = 0;
    for (let d = 1; d < shifts; d++) if (q[d * groupSize + k]! > q[best * groupSize + k]!) best = d;
    for (let d = 0; d < shifts; d++) q[d * groupSize + k] = d === best ? 1 : 0;
  }
};

/** The inference of a template on prepared images. Allocates in the current scope. */
export const inference = (
  prepared: PreparedImages,
  extents: TemplateExtents,
  theta: ShiftedTemplate,
  hard: boolean,
): TemplateInference => {
  const { kernels, arena } = prepared.workspace;
  const { count, groups } = prepared.frames;
  const shifts = shiftsOf(extents).count;
  const { score, norms } = scorer(prepared, extents, theta);
  const precision = 1 / (theta.noise * theta.noise);
  const offsets = arena.put64(norms.map((norm, d) => norm * precision + theta.logPrior[d]!));
  const evidence = arena.alloc64(groupSize * groups);
  const entropy = arena.alloc64(groupSize * groups);

  /** Lanes behind the last image hold zeros, or images that are left out. */
  const dropSpare = (q: Float64Array, images: number): void => {
    for (let d = 0; d < shifts; d++) q.fill(0, d * groupSize + images, (d + 1) * groupSize);
  };

  return {
    infer: (q, from, to) => {
      const base = q - 64 * from * shifts;
      score(q, from, to);
      kernels.templatePosterior(base, evidence, entropy, base, offsets, from, to, shifts, precision);
      const entropies: number[] = [];
      for (let g = from; g < to; g++) {
        const images = Math.min(groupSize, count - g * groupSize);
        const group = arena.f64(base + 64 * g * shifts, groupSize * shifts);
        if (hard) harden(group, shifts);
        if (images < groupSize) dropSpare(group, images);
        const h = arena.f64(entropy, groupSize * groups);
        let sum = 0;
        if (!hard) for (let k = 0; k < images; k++) sum += h[g * groupSize + k]!;
        entropies.push(sum);
      }
      return entropies;
    },
  };
};

/** The shape of a table of shifts and images: [D, K], or [Dy, Dx, K] for a face lower than the picture. */
export const tableShape = (extents: TemplateExtents, count: number): Shape => [...shiftShape(extents), count];

/** Turns [group][d][8], as the kernels write it, into [d][k]. */
export const tableOf = (octets: Float64Array, shifts: number, count: number): Float64Array => {
  const table = new Float64Array(shifts * count);
  for (let d = 0; d < shifts; d++)
    for (let k = 0; k < count; k++)
      table[d * count + k] = octets[(Math.floor(k / groupSize) * shifts + d) * groupSize + (k % groupSize)]!;
  return table;
};

/** q[d, k] of every image, as a table. Works in a scope of its own. */
export const responsibilities = (
  prepared: PreparedImages,
  extents: TemplateExtents,
  theta: ShiftedTemplate,
  hard: boolean,
): Tensor => {
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
