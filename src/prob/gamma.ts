/**
 * log Gamma and its derivative. Evaluation code: engine log. Both climb to x >= 10 by the recurrence
 * Gamma(x + 1) = x Gamma(x) and use Stirling's series there (Abramowitz & Stegun 6.1.41, 6.3.18), of which eight terms
 * leave B_18 / (18 17 10^17) < 2e-18.
 */
import { log2Pi } from "./standardNormal.js";

/** B_2, B_4, ..., B_16 */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510] as const;

const enough = 10;

/**
 * log Gamma(x) for x > 0, to 1e-14 absolute or 1e-15 relative, whichever is more; +Infinity at 0, NaN below.
 *
 * (x - 1/2) log x - x + log(2 pi)/2 + sum_k B_2k / (2k (2k - 1) x^(2k-1))
 *
 * @example
 * Math.abs(logGamma(5) - Math.log(24)) < 1e-14 // => true
 */
export const logGamma = (x: number): number => {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let climbed = 1;
  let z = x;
  if (z < enough) for (z += 1; z < enough; z++) climbed *= z;
  const series = bernoulli.reduce((sum, b, i) => sum + b / ((2 * i + 2) * (2 * i + 1) * z ** (2 * i + 1)), 0);
  const stirling = (z - 0.5) * Math.log(z) - z + 0.5 * log2Pi + series;
  return z === x ? stirling : stirling - Math.log(climbed) - Math.log(x);
};

/**
 * digamma(x) = d/dx log Gamma(x) for x > 0, to 1e-14; -Infinity at 0, NaN below.
 *
 * log x - 1/(2x) - sum_k B_2k / (2k x^2k)
 *
 * @example
 * Math.abs(digamma(1) + 0.5772156649015329) < 1e-14 // => true
 */
export const digamma = (x: number): number => {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  let climbed = 0;
  let z = x;
  for (; z < enough; z++) climbed += 1 / z;
  const series = bernoulli.reduce((sum, b, i) => sum + b / ((2 * i + 2) * z ** (2 * i + 2)), 0);
  return Math.log(z) - 1 / (2 * z) - series - climbed;
};
