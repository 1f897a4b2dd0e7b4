import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectNumbers, expectTensor } from "../core/checks.js";
import { normal as standardNormal } from "../core/random.js";
import { expectShape } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import { type Cholesky, cholesky, logDet, quadratic, timesLower } from "./cholesky.js";
import { type Distribution, distribution } from "./distribution.js";
import { entropyMultivariateNormal } from "./entropy.js";
import { log2Pi } from "./standardNormal.js";

/** N(mean, L L^T): a normal with its covariance as a Cholesky factor, factored once. */
export interface MultivariateNormal extends Distribution {
  readonly factor: Cholesky;
}

/** A mean of d numbers, and a covariance (d, d), of which the lower triangle is read, or its Cholesky factor. */
export type MultivariateNormalParameters = { readonly mean: ArrayLike<number> } & (
  | { readonly covariance: Tensor }
  | { readonly factor: Cholesky }
);

/** The normal with a mean and a factor of one dimension. */
const fromFactor = (mean: ArrayLike<number>, factor: Cholesky): MultivariateNormal => {
  const { d } = factor;
  const norm = d * log2Pi + logDet(factor);
  const numbers = distribution({
    width: d,
    mean: Float64Array.from(mean),
    entropy: entropyMultivariateNormal(factor).value,
    logDensity: (x) => {
      const e = Float64Array.from(mean, (m, i) => x[i]! - m);
      return -0.5 * (norm + quadratic(factor, e));
    },
    draw: (runtime, key, n) => {
      const eps = Float64Array.from(standardNormal(runtime, key, [n, d], "float64").data);
      const x = new Float64Array(n * d);
      for (let i = 0; i < n; i++) x.set(timesLower(factor, eps.subarray(i * d, (i + 1) * d)), i * d);
      for (let i = 0; i < x.length; i++) x[i]! += mean[i % d]!;
      return tensor([n, d], x);
    },
  });
  return { ...numbers, factor };
};

const factorOf = (parameters: MultivariateNormalParameters): E.Either<Failure, Cholesky> => {
  const d = parameters.mean.length;
  if ("factor" in parameters)
    return E.map(() => parameters.factor)(expectModel("the factor", parameters.factor, ["d", "lower"], "cholesky"));
  return F.pipe(
    expectTensor("the covariance", parameters.covariance),
    E.chainW(({ shape }) => expectShape("the covariance does not fit the mean", [d, d], shape)),
    E.chainW(() => cholesky(parameters.covariance.data, d)),
  );
};

/**
 * N(mean, C) over rows of d numbers: log p(x) = -1/2 (d log 2 pi + log det C + |L^-1 (x - mean)|^2), C = L L^T.
 *
 * A draw is mean + L eps, eps ~ N(0, I).
 * Errors: `NotPositiveDefinite`, naming the pivot; `ShapeMismatch`; `BadArgument`.
 *
 * @example
 * E.isLeft(multivariateNormal({ mean: [0, 0], covariance: tensor64([2, 2], [1, 2, 2, 1]) })) // => true
 */
export const multivariateNormal = (parameters: MultivariateNormalParameters): E.Either<Failure, MultivariateNormal> =>
  F.pipe(
    checked(
      parameters,
      expectModel("the parameters", parameters, ["mean"], "cholesky"),
      expectNumbers("the mean", parameters?.mean),
    ),
    E.chain(factorOf),
    E.chainFirstW(({ d }) => expectShape("the factor does not fit the mean", [parameters.mean.length], [d])),
    E.map((factor) => fromFactor(parameters.mean, factor)),
  );
