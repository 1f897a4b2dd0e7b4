/** The functions of N(0, 1). Evaluation code, as src/prob/erf.ts is: engine exp and log. */
import { erfc, erfcinv, erfcx, erfinv } from "./erf.js";

const { SQRT2, LN2 } = Math;

/** log(2 pi) */
export const log2Pi = Math.log(2 * Math.PI);

/**
 * log of the density: -x^2/2 - log(2 pi)/2.
 *
 * @example
 * normLogPdf(0) // => -0.9189385332046727
 */
export const normLogPdf = (x: number): number => -0.5 * x * x - 0.5 * log2Pi;

/**
 * P(X <= x) = erfc(-x / sqrt 2) / 2, without cancellation in the lower tail.
 *
 * @example
 * normCdf(0) // => 0.5
 */
export const normCdf = (x: number): number => erfc(-x / SQRT2) / 2;

/**
 * P(X > x), without cancellation in the upper tail.
 *
 * @example
 * normSf(0) // => 0.5
 */
export const normSf = (x: number): number => normCdf(-x);

/**
 * log P(X <= x): for large negative x from the scaled erfc, because the probability itself underflows at -38; for
 * positive x from the other tail, because the probability rounds to 1 at 8.3.
 *
 * @example
 * normLogCdf(0) // => -0.6931471805599453
 */
export const normLogCdf = (x: number): number => {
  if (x > 0) return Math.log1p(-normSf(x));
  return x > -2 ? Math.log(normCdf(x)) : -0.5 * x * x - LN2 + Math.log(erfcx(-x / SQRT2));
};

/**
 * The quantile: the x with P(X <= x) = p, from whichever of p, 1 - p, p - 1/2 is exact and small.
 * Infinite at 0 and 1, NaN beyond them.
 *
 * @example
 * normPpf(0.5) // => 0
 */
export const normPpf = (p: number): number => {
  if (p < 0.25) return -SQRT2 * erfcinv(2 * p);
  return p > 0.75 ? SQRT2 * erfcinv(2 * (1 - p)) : SQRT2 * erfinv(2 * p - 1);
};
