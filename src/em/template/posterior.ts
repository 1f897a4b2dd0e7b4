import type { Pointer } from "../../wasm/arena.js";
import type { Prepared } from "./batch.js";
import { type Extents, shiftsOf } from "./extents.js";
import { groupSize } from "./pack.js";
import { scorer } from "./scores.js";
import type { Centred } from "./shifted.js";

/**
 * The E-step on groups of images:
 *
 *   q[d, k] = exp(t - log sum_d exp t),   t = (score[d, k] + norm[d]) / s^2 + log a[d]
 */
export interface Inference {
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
export const inference = (prepared: Prepared, extents: Extents, theta: Centred, hard: boolean): Inference => {
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
