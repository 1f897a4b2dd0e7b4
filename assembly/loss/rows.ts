/**
 * A loss of rows: values[row] = the sum of its terms over the n features, float64, and the gradient of that sum in the
 * same pass. The order of summation is fixed by n alone, so the ranges in which rows come change no bit.
 */
import { lanes } from "../lanes";
import { at64 } from "../memory";
import { high64, low64, sum64 } from "../simd";

/**
 * Rows [from, to) of a loss between blocks x and t of [m, n]. A formula is a class whose method `of` returns the terms
 * of the elements at i and writes their gradient by x, times `scale`, to dx.
 */
@inline export function rows<T, F>(
  values: usize, dx: usize, x: usize, t: usize, scale: v128, n: i32, from: i32, to: i32,
): void {
  const formula = changetype<F>(0);
  for (let row = from; row < to; row++) {
    const last = (row + 1) * n;
    let i = row * n;
    let sums = f64x2.splat(0);
    for (; i + lanes<T>() <= last; i += lanes<T>()) sums = plus<T>(sums, formula.of<T>(true, dx, x, t, scale, i));
    let sum = sum64(sums);
    for (; i < last; i++) sum += first<T>(formula.of<T>(false, dx, x, t, scale, i));
    store<f64>(at64(values, row), sum);
  }
}

/** Two float64 sums and the lanes of a vector of T. */
@inline export function plus<T>(sums: v128, terms: v128): v128 {
  if (sizeof<T>() == 4) return f64x2.add(sums, f64x2.add(low64(terms), high64(terms)));
  return f64x2.add(sums, terms);
}

/** The first lane. */
@inline export function first<T>(terms: v128): f64 {
  if (sizeof<T>() == 4) return <f64>f32x4.extract_lane(terms, 0);
  return f64x2.extract_lane(terms, 0);
}
