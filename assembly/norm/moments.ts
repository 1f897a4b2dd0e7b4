/** Mean and variance of each of n features over m rows of float32, in float64, and their running means. */
import { read } from "../lanes";
import { at32, at64 } from "../memory";
import { fma64, high64, low64 } from "../simd";
import { addTo, clear, tile } from "./columns";

/**
 * moments[j], moments[n + j] (float64) = mean and biased variance of feature j, from <= j < to, in one pass: sums of
 * x - x_0 and of its square. |x_0 - mean| <= sqrt(m - 1) deviations (Samuelson, 1968), so the difference of the two
 * loses a factor m at most, whatever the mean.
 */
export function normMoments32(moments: usize, x: usize, m: i32, n: i32, from: i32, to: i32): void {
  clear(moments, n, from, to);
  for (let begin = 0; begin < m; begin += tile) {
    const end = min(m, begin + tile);
    let j = from;
    for (; j + 4 <= to; j += 4) addMoments(true, moments, x, n, begin, end, j);
    for (; j < to; j++) addMoments(false, moments, x, n, begin, end, j);
  }
  const count = <f64>m;
  for (let j = from; j < to; j++) {
    const shift = load<f64>(at64(moments, j)) / count;
    const square = load<f64>(at64(moments, n + j)) / count;
    store<f64>(at64(moments, j), <f64>load<f32>(at32(x, j)) + shift);
    store<f64>(at64(moments, n + j), max(square - shift * shift, 0));
  }
}

@inline function addMoments(whole: bool, moments: usize, x: usize, n: i32, begin: i32, end: i32, j: i32): void {
  const pivot = read<f32>(whole, x, j);
  const pivotLow = low64(pivot), pivotHigh = high64(pivot);
  let low = f64x2.splat(0), high = f64x2.splat(0), squareLow = f64x2.splat(0), squareHigh = f64x2.splat(0);
  for (let i = begin; i < end; i++) {
    const v = read<f32>(whole, x, i * n + j);
    const a = f64x2.sub(low64(v), pivotLow), b = f64x2.sub(high64(v), pivotHigh);
    low = f64x2.add(low, a);
    high = f64x2.add(high, b);
    squareLow = fma64(a, a, squareLow);
    squareHigh = fma64(b, b, squareHigh);
  }
  addTo(whole, moments, j, low, high);
  addTo(whole, moments, n + j, squareLow, squareHigh);
}

/**
 * mean = (1 - momentum) mean + momentum batch mean, and so the variance, which is unbiased here: m / (m - 1) times the
 * batch's, and of one row 0. In place.
 */
export function normTrack32(mean: usize, variance: usize, moments: usize, m: i32, n: i32, momentum: f64): void {
  const unbiased = <f64>m / <f64>max(m - 1, 1);
  for (let j = 0; j < n; j++) {
    track(at32(mean, j), load<f64>(at64(moments, j)), momentum);
    track(at32(variance, j), unbiased * load<f64>(at64(moments, n + j)), momentum);
  }
}

@inline function track(p: usize, value: f64, momentum: f64): void {
  store<f32>(p, <f32>((1 - momentum) * <f64>load<f32>(p) + momentum * value));
}
