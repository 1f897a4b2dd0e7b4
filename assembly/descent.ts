/**
 * What every descent shares, for lanes of float32 or float64 (lanes.ts):
 *
 *   out[i] = keep p[i] - step[i]
 *
 * keep = 1 writes the new parameters, keep = 0 the updates alone. The step is rounded before it is subtracted, so that
 * p + updates has the bits of the new parameters, in both builds.
 */
import { fma, read, write } from "./lanes";

/** out = keep p - step: keep is 0 or 1, so the difference is all that is rounded. */
@inline export function descend<T>(whole: bool, out: usize, keep: v128, p: v128, step: v128, i: i32): void {
  write<T>(whole, out, i, v128.sub<T>(v128.mul<T>(keep, p), step));
}

/** g + l2 p: the gradient of the loss with the penalty l2 |p|^2 / 2. */
@inline export function penalised<T>(whole: bool, g: usize, l2: v128, p: v128, i: i32): v128 {
  return fma<T>(l2, p, read<T>(whole, g, i));
}

/** m = beta m + gain x, in place. */
@inline export function moved<T>(whole: bool, m: usize, beta: v128, gain: v128, x: v128, i: i32): v128 {
  const next = fma<T>(gain, x, v128.mul<T>(beta, read<T>(whole, m, i)));
  write<T>(whole, m, i, next);
  return next;
}
