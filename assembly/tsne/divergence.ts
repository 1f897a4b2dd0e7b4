/**
 * How far the map is from the data: KL(P | Q) = sum over pairs of p log(max(p, least) / q), q = max(k / Z, least).
 */
import { every, fma, lanes } from "../lanes";
import { log32x4 } from "../math32";
import { log64x2 } from "../math64";
import { at, at64 } from "../memory";
import { sum64 } from "../simd";
import { leastPair } from "./affinities";

const one = memory.data<f64>([1.0]);

@inline export function log<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? log32x4(x) : log64x2(x);
}

/** out[i] = the terms of row i, added in float64: p is exaggeration p_ij, Z the sum of k over all pairs. */
@inline function divergence<T>(
  out: usize, p: usize, y: usize, stride: i32, dims: i32, normalizer: f64, exaggeration: f64, from: i32, to: i32,
): void {
  const unit = every<T>(load<f64>(one)), least = every<T>(leastPair), zero = every<T>(0);
  const factor = every<T>(exaggeration), inverse = every<T>(1 / normalizer);
  for (let i = from; i < to; i++) {
    let low = f64x2.splat(0), high = low;
    for (let j = 0; j < stride; j += lanes<T>()) {
      let s = unit;
      for (let c = 0; c < dims; c++) {
        const yc = at<T>(y, c * stride);
        const d = v128.sub<T>(v128.load_splat<T>(at<T>(yc, i)), v128.load(at<T>(yc, j)));
        s = fma<T>(d, d, s);
      }
      const pij = v128.max<T>(zero, v128.mul<T>(factor, v128.load(at<T>(p, i * stride + j))));
      const q = v128.max<T>(least, v128.div<T>(inverse, s));
      const term = v128.mul<T>(pij, log<T>(v128.div<T>(v128.max<T>(pij, least), q)));
      if (sizeof<T>() == 4) {
        low = f64x2.add(low, f64x2.promote_low_f32x4(term));
        high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(term, term, 1, 1)));
      } else low = f64x2.add(low, term);
    }
    store<f64>(at64(out, i), sum64(f64x2.add(low, high)));
  }
}

export function tsneDivergence32(
  out: usize, p: usize, y: usize, stride: i32, dims: i32, normalizer: f64, exaggeration: f64, from: i32, to: i32,
): void {
  divergence<f32>(out, p, y, stride, dims, normalizer, exaggeration, from, to);
}

export function tsneDivergence64(
  out: usize, p: usize, y: usize, stride: i32, dims: i32, normalizer: f64, exaggeration: f64, from: i32, to: i32,
): void {
  divergence<f64>(out, p, y, stride, dims, normalizer, exaggeration, from, to);
}
