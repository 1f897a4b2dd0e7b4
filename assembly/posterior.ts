/**
 * The Gaussian posterior of an encoder, float32: q(z | x) = N(mu, diag exp(logvar)), d numbers a row (Kingma and
 * Welling, 2014). mu and logvar, which may be the halves of one product's rows, are `stride` floats from row to row;
 * z, sigma and eps are dense [m, d]. Rows [from, to).
 */
import { every, read, write } from "./lanes";
import { half } from "./math";
import { exp32x4, expm1_32x4 } from "./math32";
import { expExcess64x2 } from "./math64";
import { at64 } from "./memory";
import { fma32, fma64, high64, low64, sum64 } from "./simd";

/** z = mu + sigma eps, sigma = exp(logvar / 2), which is kept for the gradient. z may be eps. */
export function reparameterise32(
  z: usize, sigma: usize, mu: usize, logvar: usize, eps: usize, d: i32, stride: i32, from: i32, to: i32,
): void {
  for (let row = from; row < to; row++) {
    let j = 0;
    for (; j + 4 <= d; j += 4) sampleAt(true, z, sigma, mu, logvar, eps, row * d + j, row * stride + j);
    for (; j < d; j++) sampleAt(false, z, sigma, mu, logvar, eps, row * d + j, row * stride + j);
  }
}

@inline function sampleAt(
  whole: bool, z: usize, sigma: usize, mu: usize, logvar: usize, eps: usize, i: i32, k: i32,
): void {
  const deviation = exp32x4(f32x4.mul(half<f32>(), read<f32>(whole, logvar, k)));
  write<f32>(whole, sigma, i, deviation);
  write<f32>(whole, z, i, fma32(deviation, read<f32>(whole, eps, i), read<f32>(whole, mu, k)));
}

/** dmu += dz, dlogvar += dz eps sigma / 2: what z adds to the gradient of the divergence. */
export function reparameteriseGrad32(
  dmu: usize, dlogvar: usize, dz: usize, eps: usize, sigma: usize, d: i32, stride: i32, from: i32, to: i32,
): void {
  for (let row = from; row < to; row++) {
    let j = 0;
    for (; j + 4 <= d; j += 4) sampleGradAt(true, dmu, dlogvar, dz, eps, sigma, row * d + j, row * stride + j);
    for (; j < d; j++) sampleGradAt(false, dmu, dlogvar, dz, eps, sigma, row * d + j, row * stride + j);
  }
}

@inline function sampleGradAt(
  whole: bool, dmu: usize, dlogvar: usize, dz: usize, eps: usize, sigma: usize, i: i32, k: i32,
): void {
  const slope = read<f32>(whole, dz, i);
  const spread = f32x4.mul(f32x4.mul(half<f32>(), slope), f32x4.mul(read<f32>(whole, eps, i), read<f32>(whole, sigma, i)));
  write<f32>(whole, dmu, k, f32x4.add(read<f32>(whole, dmu, k), slope));
  write<f32>(whole, dlogvar, k, f32x4.add(read<f32>(whole, dlogvar, k), spread));
}

/**
 * KL(q || N(0, I)) of each row, and its gradient times `weight`:
 *
 *   values[row] = 1/2 sum_j (mu^2 + (exp(logvar) - 1 - logvar))    in float64, every term of which is 0 or more
 *   dmu = weight mu,   dlogvar = weight / 2 (exp(logvar) - 1)      may be mu and logvar
 */
export function klStandardNormal32(
  values: usize, dmu: usize, dlogvar: usize, mu: usize, logvar: usize, weight: f64, d: i32, stride: i32, from: i32, to: i32,
): void {
  const full = every<f32>(weight), halved = every<f32>(0.5 * weight);
  for (let row = from; row < to; row++) {
    const last = row * stride + d;
    let k = row * stride;
    let sums = f64x2.splat(0);
    for (; k + 4 <= last; k += 4) sums = f64x2.add(sums, klAt(true, dmu, dlogvar, mu, logvar, full, halved, k));
    let sum = sum64(sums);
    for (; k < last; k++) sum += f64x2.extract_lane(klAt(false, dmu, dlogvar, mu, logvar, full, halved, k), 0);
    store<f64>(at64(values, row), 0.5 * sum);
  }
}

/** The terms of elements k and k + 1, and those of k + 2 and k + 3 added to them, or the term of element k alone. */
@inline function klAt(
  whole: bool, dmu: usize, dlogvar: usize, mu: usize, logvar: usize, weight: v128, halved: v128, k: i32,
): v128 {
  const m = read<f32>(whole, mu, k), l = read<f32>(whole, logvar, k);
  write<f32>(whole, dmu, k, f32x4.mul(weight, m));
  write<f32>(whole, dlogvar, k, f32x4.mul(halved, expm1_32x4(l)));
  const terms = fma64(low64(m), low64(m), expExcess64x2(low64(l)));
  if (!whole) return terms;
  return f64x2.add(terms, fma64(high64(m), high64(m), expExcess64x2(high64(l))));
}
