import { exp64x2, log64x2 } from "../math64";
import { at64 } from "../memory";
import { fma64 } from "../simd";
import { octets } from "./lanes";

/** Posterior of two images over all shifts; lanes lie 64 bytes apart. */
function softmaxPair(q: usize, scores: usize, offsets: usize, evidence: usize, entropy: usize, shifts: i32, scale: v128): void {
  let top = f64x2.splat(-Infinity);
  for (let d = 0; d < shifts; d++) {
    const t = fma64(v128.load(octets(scores, d)), scale, v128.load64_splat(at64(offsets, d)));
    v128.store(octets(q, d), t);
    top = f64x2.pmax(top, t);
  }
  let sum = f64x2.splat(0);
  let energy = sum; // sum_d e^(t - top) (t - top)
  for (let d = 0; d < shifts; d++) {
    const t = f64x2.sub(v128.load(octets(q, d)), top);
    const e = exp64x2(t);
    v128.store(octets(q, d), e);
    sum = f64x2.add(sum, e);
    energy = f64x2.add(energy, v128.and(f64x2.mul(e, t), f64x2.gt(e, f64x2.splat(0)))); // 0 log 0 = 0
  }
  const inverse = f64x2.div(f64x2.splat(1), sum);
  for (let d = 0; d < shifts; d++) v128.store(octets(q, d), f64x2.mul(v128.load(octets(q, d)), inverse));
  const logSum = log64x2(sum);
  v128.store(evidence, f64x2.add(top, logSum));
  v128.store(entropy, f64x2.sub(logSum, f64x2.mul(energy, inverse)));
}

/**
 * The E-step's softmax: with t[d] = scale * scores[d] + offsets[d],
 *
 *   q[d] = exp(t[d] - log sum exp t),   evidence = log sum exp t,   entropy = -sum q log q
 *
 * posterior: [g][d][8]; evidence, entropy: [g][8].
 */
export function templatePosterior(
  posterior: usize, evidence: usize, entropy: usize, scores: usize, offsets: usize, from: i32, to: i32, shifts: i32, scale: f64,
): void {
  const s = f64x2.splat(scale);
  for (let g = from; g < to; g++) {
    const q = octets(posterior, g * shifts);
    const x = octets(scores, g * shifts);
    for (let l: usize = 0; l < 64; l += 16) {
      softmaxPair(q + l, x + l, offsets, octets(evidence, g) + l, octets(entropy, g) + l, shifts, s);
    }
  }
}
