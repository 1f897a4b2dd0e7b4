/**
 * Goodness of fit, with a failure rate that is stated and not tuned: under the null hypothesis each bound here is
 * broken with a probability of at most `rate`.
 */
import type { ReadonlyFloats } from "../../src/core/tensor.js";

export const rate = 1e-6;

/** |Z| > z with probability 1e-6 for a standard normal Z. */
export const normalBound = 4.892;

/** The largest distance of the empirical distribution function from F. */
export const kolmogorovSmirnov = (sample: ReadonlyFloats, F: (x: number) => number): number => {
  const sorted = Float64Array.from(sample).sort();
  return sorted.reduce((most, x, i) => Math.max(most, F(x) - i / sorted.length, (i + 1) / sorted.length - F(x)), 0);
};

/** Dvoretzky, Kiefer, Wolfowitz and Massart: P(D > d) <= 2 exp(-2 n d^2), for every n. */
export const kolmogorovSmirnovBound = (n: number): number => Math.sqrt(Math.log(2 / rate) / (2 * n));

/** Pearson's statistic of counts against equal probabilities. */
export const chiSquare = (counts: ArrayLike<number>): number => {
  const all = Array.from(counts);
  const expected = all.reduce((sum, count) => sum + count, 0) / all.length;
  return all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

/** Laurent and Massart (2000): P(chi^2_k > k + 2 sqrt(k t) + 2 t) <= exp(-t). */
export const chiSquareBound = (freedom: number): number => {
  const t = Math.log(1 / rate);
  return freedom + 2 * Math.sqrt(freedom * t) + 2 * t;
};

/** How often each cell is met. */
export const counted = (cells: Iterable<number>, size: number): Float64Array => {
  const counts = new Float64Array(size);
  for (const cell of cells) counts[cell]!++;
  return counts;
};

/** sqrt(n) times the mean of `f` over a sample, over its standard deviation: standard normal for a large n. */
export const standardised = (
  sample: ReadonlyFloats,
  f: (x: number) => number,
  mean: number,
  variance: number,
): number =>
  (Array.from(sample).reduce((sum, x) => sum + f(x) - mean, 0) / sample.length) * Math.sqrt(sample.length / variance);

/**
 * The distribution function of N(0, 1), to 1e-15: phi(x) (x + x^3/3 + x^5/15 + ...), which converges everywhere and is
 * summed where that is quick.
 */
export const normalCdf = (x: number): number => {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) sum += term *= (x * x) / k;
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
};
