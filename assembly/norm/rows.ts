/**
 * Normalisation of each of n features over m rows (Ioffe and Szegedy, 2015), float32 with sums in float64; a picture in
 * NHWC is a block of rows, and its channels are the features.
 *
 *   xhat = (x - mean) / sqrt(variance + epsilon),   y = gamma xhat + beta
 *
 * What a pass over the rows needs of a feature stands in a block c of float32 [3, n]: the mean in two floats, whose sum
 * has 48 bits, and 1 / sqrt(variance + epsilon). With x - c0 - c1 a mean of 1000 costs a deviation of 1 nothing.
 */
import { read, write } from "../lanes";
import { at32, at64 } from "../memory";
import { fma32, high64, low64 } from "../simd";
import { addTo, clear, tile } from "./columns";

/** c[j] = the float32 nearest to mean; c[n + j] = the rest of it; c[2n + j] = 1 / sqrt(variance + epsilon) */
@inline function coefficients(c: usize, mean: f64, variance: f64, n: i32, epsilon: f64, j: i32): void {
  const centre = <f32>mean;
  store<f32>(at32(c, j), centre);
  store<f32>(at32(c, n + j), <f32>(mean - <f64>centre));
  store<f32>(at32(c, 2 * n + j), <f32>(1 / sqrt(variance + epsilon)));
}

/** The block c of the moments of a batch. */
export function normBatch32(c: usize, moments: usize, n: i32, epsilon: f64): void {
  for (let j = 0; j < n; j++)
    coefficients(c, load<f64>(at64(moments, j)), load<f64>(at64(moments, n + j)), n, epsilon, j);
}

/** The block c of running statistics, float32. */
export function normRunning32(c: usize, mean: usize, variance: usize, n: i32, epsilon: f64): void {
  for (let j = 0; j < n; j++)
    coefficients(c, <f64>load<f32>(at32(mean, j)), <f64>load<f32>(at32(variance, j)), n, epsilon, j);
}

/** xhat of feature j at element i. */
@inline function normalised(whole: bool, x: usize, c: usize, n: i32, i: i32, j: i32): v128 {
  const centred = f32x4.sub(f32x4.sub(read<f32>(whole, x, i), read<f32>(whole, c, j)), read<f32>(whole, c, n + j));
  return f32x4.mul(centred, read<f32>(whole, c, 2 * n + j));
}

/** y = gamma xhat + beta for rows [from, to), or xhat where gamma is 0. y may be x. */
export function normForward32(y: usize, x: usize, c: usize, gamma: usize, beta: usize, n: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    let j = 0;
    for (; j + 4 <= n; j += 4) forwardAt(true, y, x, c, gamma, beta, n, row * n + j, j);
    for (; j < n; j++) forwardAt(false, y, x, c, gamma, beta, n, row * n + j, j);
  }
}

@inline function forwardAt(
  whole: bool, y: usize, x: usize, c: usize, gamma: usize, beta: usize, n: i32, i: i32, j: i32,
): void {
  let v = normalised(whole, x, c, n, i, j);
  if (gamma) v = fma32(read<f32>(whole, gamma, j), v, read<f32>(whole, beta, j));
  write<f32>(whole, y, i, v);
}

/**
 * dbeta = sum of dy, dgamma = sum of dy xhat over m rows, for features [from, to). `sums` is float64 [2, n], written.
 */
export function normSums32(
  dgamma: usize, dbeta: usize, sums: usize, dy: usize, x: usize, c: usize, m: i32, n: i32, from: i32, to: i32,
): void {
  clear(sums, n, from, to);
  for (let begin = 0; begin < m; begin += tile) {
    const end = min(m, begin + tile);
    let j = from;
    for (; j + 4 <= to; j += 4) addSums(true, sums, dy, x, c, n, begin, end, j);
    for (; j < to; j++) addSums(false, sums, dy, x, c, n, begin, end, j);
  }
  for (let j = from; j < to; j++) {
    store<f32>(at32(dbeta, j), <f32>load<f64>(at64(sums, j)));
    store<f32>(at32(dgamma, j), <f32>load<f64>(at64(sums, n + j)));
  }
}

@inline function addSums(
  whole: bool, sums: usize, dy: usize, x: usize, c: usize, n: i32, begin: i32, end: i32, j: i32,
): void {
  let low = f64x2.splat(0), high = f64x2.splat(0), productLow = f64x2.splat(0), productHigh = f64x2.splat(0);
  for (let row = begin; row < end; row++) {
    const i = row * n + j;
    const slope = read<f32>(whole, dy, i);
    const product = f32x4.mul(slope, normalised(whole, x, c, n, i, j));
    low = f64x2.add(low, low64(slope));
    high = f64x2.add(high, high64(slope));
    productLow = f64x2.add(productLow, low64(product));
    productHigh = f64x2.add(productHigh, high64(product));
  }
  addTo(whole, sums, j, low, high);
  addTo(whole, sums, n + j, productLow, productHigh);
}

/**
 * Rows [from, to) of the gradient through mean and variance of m rows, gamma = 1 where its address is 0:
 *
 *   dx = gamma / sqrt(variance + epsilon) (dy - (dbeta + xhat dgamma) / m)
 *
 * m = 0 stands for statistics that are constants, as in evaluation: dx = gamma / sqrt(variance + epsilon) dy.
 * dx may be dy or x.
 */
export function normBackward32(
  dx: usize, dy: usize, x: usize, c: usize, gamma: usize, dgamma: usize, dbeta: usize, m: i32, n: i32, from: i32, to: i32,
): void {
  const share = m ? f32x4.splat(<f32>(1 / <f64>m)) : f32x4.splat(0);
  for (let row = from; row < to; row++) {
    let j = 0;
    for (; j + 4 <= n; j += 4) backwardAt(true, dx, dy, x, c, gamma, dgamma, dbeta, m, share, n, row * n + j, j);
    for (; j < n; j++) backwardAt(false, dx, dy, x, c, gamma, dgamma, dbeta, m, share, n, row * n + j, j);
  }
}

@inline function backwardAt(
  whole: bool, dx: usize, dy: usize, x: usize, c: usize, gamma: usize, dgamma: usize, dbeta: usize,
  m: i32, share: v128, n: i32, i: i32, j: i32,
): void {
  let slope = read<f32>(whole, dy, i);
  if (m) {
    const xhat = normalised(whole, x, c, n, i, j);
    const common = fma32(xhat, read<f32>(whole, dgamma, j), read<f32>(whole, dbeta, j));
    slope = f32x4.sub(slope, f32x4.mul(share, common));
  }
  let scale = read<f32>(whole, c, 2 * n + j);
  if (gamma) scale = f32x4.mul(read<f32>(whole, gamma, j), scale);
  write<f32>(whole, dx, i, f32x4.mul(scale, slope));
}
