import { type Tensor, tensor64 } from "../../../core/tensor.js";
import { squared } from "./distance.js";
import { hill } from "./paint.js";

/** The prior over `count` shifts: two hills, the left one the higher, on a low plain, so that no shift is impossible. */
export const twoHills = (count: number): Tensor => {
  const weights = Float64Array.from({ length: count }, (_, d) => {
    const t = (d + 0.5) / count;
    return 0.05 + hill(squared((t - 0.3) / 0.35)) + 0.6 * hill(squared((t - 0.8) / 0.25));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return tensor64(
    [count],
    weights.map((weight) => weight / sum),
  );
};

/**
 * The shift at which the cumulated prior passes each of the numbers u in [0, 1): the least d with
 * a[0] + ... + a[d] > u.
 */
export const shiftsAt = (prior: Tensor, uniforms: Iterable<number>): Int32Array =>
  Int32Array.from(uniforms, (u) => {
    let [d, passed] = [0, prior.data[0]!];
    while (passed <= u && d < prior.data.length - 1) passed += prior.data[++d]!;
    return d;
  });
