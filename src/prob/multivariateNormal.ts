import { either as E, function as F } from "fp-ts";
import { normal as standardNormal } from "../core/random.js";
import { expectShape, type ShapeMismatch } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import { type Cholesky, cholesky, logDet, type NotPositiveDefinite, quadratic, timesLower } from "./cholesky.js";
import type { Distribution } from "./distribution.js";
import { entropyMultivariateNormal } from "./entropy.js";
import { log2Pi } from "./standardNormal.js";

/** N(mean, L L^T): a normal with its covariance as a Cholesky factor, factored once. */
export interface MultivariateNormal extends Distribution {
  readonly factor: Cholesky;
}

/**
 * The normal with this mean and factor: log p(x) = -1/2 (d log 2 pi + log det C + |L^-1 (x - mean)|^2).
 *
 * A draw is mean + L eps, eps ~ N(0, I).
 * Throws a RangeError where mean and factor differ in dimension.
 *
 * @example
 * fromFactor([0], { d: 1, lower: [1] }).logDensity([0]) // => -0.9189385332046727
 */
export const fromFactor = (mean: ArrayLike<number>, factor: Cholesky): MultivariateNormal => {
  const { d } = factor;
  if (mean.length !== d) throw new RangeError(`a mean of ${mean.length} numbers and a factor of ${d} x ${d}`);
  const norm = d * log2Pi + logDet(factor);
  return {
    width: d,
    factor,
    mean: Float64Array.from(mean),
    entropy: entropyMultivariateNormal(factor).value,
    logDensity: (x) => {
      const e = Float64Array.from(mean, (m, i) => x[i]! - m);
      return -0.5 * (norm + quadratic(factor, e));
    },
    sample: (runtime, key, n) => {
      const eps = Float64Array.from(standardNormal(runtime, key, [n, d], "float64").data);
      const x = new Float64Array(n * d);
      for (let i = 0; i < n; i++) x.set(timesLower(factor, eps.subarray(i * d, (i + 1) * d)), i * d);
      for (let i = 0; i < x.length; i++) x[i]! += mean[i % d]!;
      return tensor([n, d], x);
    },
  };
};

/**
 * N(mean, covariance) over rows of d numbers, the covariance d x d, of which the lower triangle is read.
 *
 * Errors: `NotPositiveDefinite`, naming the pivot; `ShapeMismatch`.
 *
 * @example
 * E.isLeft(multivariateNormal([0, 0], tensor64([2, 2], [1, 2, 2, 1]))) // => true
 */
export const multivariateNormal = (
  mean: ArrayLike<number>,
  covariance: Tensor,
): E.Either<NotPositiveDefinite | ShapeMismatch, MultivariateNormal> =>
  F.pipe(
    expectShape("the covariance does not fit the mean", [mean.length, mean.length], covariance.shape),
    E.chainW(() => cholesky(covariance.data, mean.length)),
    E.map((factor) => fromFactor(mean, factor)),
  );
