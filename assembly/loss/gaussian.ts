/**
 * -log N(t; x, v), summed over the features of a row, with the gradient by the mean x and by the spread s: a variance, or
 * its logarithm. dx may be x, and ds may be s. The formulas leave out log(2 pi) / 2, which a row adds once for all.
 */
import { every, lanes, read, write } from "../lanes";
import { exp, half, log, one } from "../math";
import { at64 } from "../memory";
import { sum64 } from "../simd";
import { first, plus } from "./rows";

/**
 * s is the variance, v = max(s, least), r = (x - t) / v:
 *
 *   (log v + r (x - t)) / 2;   by x: r;   by s, as if there were no least: (1 - r (x - t)) / 2v
 */
@final class Variance {
  @inline of<T>(
    whole: bool, dx: usize, ds: usize, x: usize, t: usize, s: usize, least: v128, scale: v128, i: i32,
  ): v128 {
    const e = v128.sub<T>(read<T>(whole, x, i), read<T>(whole, t, i));
    const v = v128.pmax<T>(read<T>(whole, s, i), least);
    const r = v128.div<T>(e, v), q = v128.mul<T>(e, r);
    const halved = v128.mul<T>(half<T>(), scale);
    write<T>(whole, dx, i, v128.mul<T>(r, scale));
    write<T>(whole, ds, i, v128.mul<T>(v128.div<T>(v128.sub<T>(one<T>(), q), v), halved));
    return v128.mul<T>(half<T>(), v128.add<T>(log<T>(v), q));
  }
}

/** s is the log-variance, q = (x - t)^2 exp(-s): (s + q) / 2; by x: (x - t) exp(-s); by s: (1 - q) / 2 */
@final class LogVariance {
  @inline of<T>(
    whole: bool, dx: usize, ds: usize, x: usize, t: usize, s: usize, least: v128, scale: v128, i: i32,
  ): v128 {
    const e = v128.sub<T>(read<T>(whole, x, i), read<T>(whole, t, i));
    const l = read<T>(whole, s, i);
    const r = v128.mul<T>(e, exp<T>(v128.neg<T>(l))), q = v128.mul<T>(e, r);
    const halved = v128.mul<T>(half<T>(), scale);
    write<T>(whole, dx, i, v128.mul<T>(r, scale));
    write<T>(whole, ds, i, v128.mul<T>(v128.sub<T>(one<T>(), q), halved));
    return v128.mul<T>(half<T>(), v128.add<T>(l, q));
  }
}

/** log(2 pi) / 2 */
const constant: f64 = 0.9189385332046728;

/** The loop of rows.ts with the spread as a third input. */
@inline function spreadRows<T, F>(
  values: usize, dx: usize, ds: usize, x: usize, t: usize, s: usize, least: v128, scale: v128,
  n: i32, from: i32, to: i32,
): void {
  const formula = changetype<F>(0);
  for (let row = from; row < to; row++) {
    const last = (row + 1) * n;
    let i = row * n;
    let sums = f64x2.splat(0);
    for (; i + lanes<T>() <= last; i += lanes<T>())
      sums = plus<T>(sums, formula.of<T>(true, dx, ds, x, t, s, least, scale, i));
    let sum = sum64(sums);
    for (; i < last; i++) sum += first<T>(formula.of<T>(false, dx, ds, x, t, s, least, scale, i));
    store<f64>(at64(values, row), sum + <f64>n * constant);
  }
}

export function gaussianNll32(
  values: usize, dx: usize, ds: usize, x: usize, t: usize, s: usize, least: f64, scale: f64,
  n: i32, from: i32, to: i32,
): void {
  spreadRows<f32, Variance>(values, dx, ds, x, t, s, every<f32>(least), every<f32>(scale), n, from, to);
}

export function gaussianNll64(
  values: usize, dx: usize, ds: usize, x: usize, t: usize, s: usize, least: f64, scale: f64,
  n: i32, from: i32, to: i32,
): void {
  spreadRows<f64, Variance>(values, dx, ds, x, t, s, every<f64>(least), every<f64>(scale), n, from, to);
}

export function gaussianNllLogvar32(
  values: usize, dx: usize, ds: usize, x: usize, t: usize, s: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  spreadRows<f32, LogVariance>(values, dx, ds, x, t, s, every<f32>(0), every<f32>(scale), n, from, to);
}

export function gaussianNllLogvar64(
  values: usize, dx: usize, ds: usize, x: usize, t: usize, s: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  spreadRows<f64, LogVariance>(values, dx, ds, x, t, s, every<f64>(0), every<f64>(scale), n, from, to);
}
