/**
 * Attraction and divergence over the pairs that have an affinity. Row i has the pairs starts[i] .. starts[i + 1] - 1, a
 * multiple of 4 of them: p_ij, and j in `which`; what fills a row up is the point itself, of affinity 0. The map lies in
 * the plane, y [2][stride].
 *
 * Terms are summed in T: of a row of t pairs, |error| <= (t + 24) u sum |term| to first order in the unit roundoff u.
 */
import { every, fma, lanes } from "../lanes";
import { at, at32, at64 } from "../memory";
import { high64, low64, sum64 } from "../simd";
import { leastPair } from "./affinities";
import { log } from "./divergence";

const one = memory.data<f64>([1.0]);

/** The coordinates of the neighbours that stand from `which` on. */
@inline function gather<T>(y: usize, which: usize): v128 {
  let v = v128.load_splat<T>(at<T>(y, load<i32>(which)));
  v = v128.load_lane<T>(at<T>(y, load<i32>(which, 4)), v, 1);
  if (sizeof<T>() == 8) return v;
  v = v128.load_lane<T>(at<T>(y, load<i32>(which, 8)), v, 2);
  return v128.load_lane<T>(at<T>(y, load<i32>(which, 12)), v, 3);
}

/** The sum of the lanes. */
@inline function total<T>(v: v128): f64 {
  return sizeof<T>() == 4 ? sum64(f64x2.add(low64(v), high64(v))) : sum64(v);
}

/** A_i = sum over j of p_ij k_ij (y_i - y_j) for the rows [from, to): sums, 2 rows of `rows` float64. */
@inline function attraction<T>(
  sums: usize, rows: i32, p: usize, which: usize, starts: usize, y: usize, stride: i32, from: i32, to: i32,
): void {
  const unit = every<T>(load<f64>(one)), second = at<T>(y, stride);
  for (let i = from; i < to; i++) {
    const x0 = v128.load_splat<T>(at<T>(y, i)), x1 = v128.load_splat<T>(at<T>(second, i));
    const end = load<i32>(at32(starts, i), 4);
    let a0 = every<T>(0), a1 = a0;
    for (let j = load<i32>(at32(starts, i)); j < end; j += lanes<T>()) {
      const d0 = v128.sub<T>(x0, gather<T>(y, at32(which, j))), d1 = v128.sub<T>(x1, gather<T>(second, at32(which, j)));
      const pull = v128.div<T>(v128.load(at<T>(p, j)), fma<T>(d1, d1, fma<T>(d0, d0, unit)));
      a0 = fma<T>(pull, d0, a0);
      a1 = fma<T>(pull, d1, a1);
    }
    store<f64>(at64(sums, i), total<T>(a0));
    store<f64>(at64(sums, rows + i), total<T>(a1));
  }
}

export function tsneAttraction32(
  sums: usize, rows: i32, p: usize, which: usize, starts: usize, y: usize, stride: i32, from: i32, to: i32,
): void {
  attraction<f32>(sums, rows, p, which, starts, y, stride, from, to);
}

export function tsneAttraction64(
  sums: usize, rows: i32, p: usize, which: usize, starts: usize, y: usize, stride: i32, from: i32, to: i32,
): void {
  attraction<f64>(sums, rows, p, which, starts, y, stride, from, to);
}

/** out[i] = the terms p log(max(p, least) / q) of row i, as in divergence.ts. */
@inline function divergence<T>(
  out: usize, p: usize, which: usize, starts: usize, y: usize, stride: i32, normalizer: f64, exaggeration: f64,
  from: i32, to: i32,
): void {
  const unit = every<T>(load<f64>(one)), least = every<T>(leastPair), second = at<T>(y, stride);
  const factor = every<T>(exaggeration), inverse = every<T>(1 / normalizer);
  for (let i = from; i < to; i++) {
    const x0 = v128.load_splat<T>(at<T>(y, i)), x1 = v128.load_splat<T>(at<T>(second, i));
    const end = load<i32>(at32(starts, i), 4);
    let terms = every<T>(0);
    for (let j = load<i32>(at32(starts, i)); j < end; j += lanes<T>()) {
      const d0 = v128.sub<T>(x0, gather<T>(y, at32(which, j))), d1 = v128.sub<T>(x1, gather<T>(second, at32(which, j)));
      const pij = v128.mul<T>(factor, v128.load(at<T>(p, j)));
      const q = v128.max<T>(least, v128.div<T>(inverse, fma<T>(d1, d1, fma<T>(d0, d0, unit))));
      terms = fma<T>(pij, log<T>(v128.div<T>(v128.max<T>(pij, least), q)), terms);
    }
    store<f64>(at64(out, i), total<T>(terms));
  }
}

export function tsneSparseDivergence32(
  out: usize, p: usize, which: usize, starts: usize, y: usize, stride: i32, normalizer: f64, exaggeration: f64,
  from: i32, to: i32,
): void {
  divergence<f32>(out, p, which, starts, y, stride, normalizer, exaggeration, from, to);
}

export function tsneSparseDivergence64(
  out: usize, p: usize, which: usize, starts: usize, y: usize, stride: i32, normalizer: f64, exaggeration: f64,
  from: i32, to: i32,
): void {
  divergence<f64>(out, p, which, starts, y, stride, normalizer, exaggeration, from, to);
}
