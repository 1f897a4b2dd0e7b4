import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectName, expectTensor } from "../../core/checks.js";
import { expectShape, type Shape } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { cholesky } from "../../prob/cholesky.js";

/** The kinds of covariance: any, one for all components, axis-parallel, or round. */
export const covarianceKinds = ["full", "tied", "diagonal", "spherical"] as const;

/** What the covariances of a mixture may be. */
export type Covariance = (typeof covarianceKinds)[number];

/**
 * A mixture of k normals in d dimensions, as plain data: written down by hand or fitted, it is the same value.
 *
 *   p(x) = sum_j w_j N(x; m_j, C_j)
 */
export interface Mixture {
  readonly covariance: Covariance;
  /** w: [k], sums to 1. */
  readonly weights: Tensor;
  /** m: [k, d]. */
  readonly means: Tensor;
  /** C, in squared units of x: full [k, d, d], tied [d, d] (the lower triangles are read), diagonal [k, d], spherical [k]. */
  readonly covariances: Tensor;
}

/** k and d. */
export interface MixtureExtents {
  readonly k: number;
  readonly d: number;
}

/** The extents of a mixture, by its means. */
export const extentsOf = ({ means }: Mixture): MixtureExtents => ({ k: means.shape[0] ?? 0, d: means.shape[1] ?? 0 });

/** The shape of the covariances of a kind. */
export const covarianceShape = (covariance: Covariance, { k, d }: MixtureExtents): Shape => {
  const shapes = { full: [k, d, d], tied: [d, d], diagonal: [k, d], spherical: [k] };
  return shapes[covariance];
};

/**
 * The number of free parameters: k - 1 weights, k d means, and the covariances'.
 *
 * @example
 * freeParameters("full", { k: 3, d: 2 }) // => 17
 */
export const freeParameters = (covariance: Covariance, { k, d }: MixtureExtents): number => {
  const triangle = (d * (d + 1)) / 2;
  const spreads = { full: k * triangle, tied: triangle, diagonal: k * d, spherical: k };
  return k - 1 + k * d + spreads[covariance];
};

const invalid = (what: string, expected: string, got: string): Failure<"NotAMixture"> =>
  badData("NotAMixture", what, { where: "mixture", expected, got });

const expectWeights = ({ weights }: Mixture): E.Either<Failure, Tensor> => {
  const negative = Array.from(weights.data).find((w) => !(w >= 0));
  if (negative !== undefined)
    return E.left(invalid("the weights are no probabilities", "numbers from 0 on", String(negative)));
  const sum = Array.from(weights.data).reduce((total, w) => total + w, 0);
  return Math.abs(sum - 1) <= 1e-9
    ? E.right(weights)
    : E.left(invalid("the weights are no probabilities", "a sum of 1", String(sum)));
};

const expectPositive = ({ covariance, covariances, means }: Mixture): E.Either<Failure, unknown> => {
  const bad = Array.from(means.data).find((m) => !Number.isFinite(m));
  if (bad !== undefined) return E.left(invalid("a mean is not finite", "finite numbers", String(bad)));
  if (covariance === "diagonal" || covariance === "spherical") {
    const variance = Array.from(covariances.data).find((v) => !(v > 0 && v < Number.POSITIVE_INFINITY));
    return variance === undefined
      ? E.right(covariances)
      : E.left(invalid("a variance is not positive", "positive finite numbers", String(variance)));
  }
  const d = means.shape[1]!;
  const values = Float64Array.from(covariances.data);
  const matrices = Array.from({ length: values.length / (d * d) }, (_, c) =>
    values.subarray(c * d * d, (c + 1) * d * d),
  );
  return E.traverseArray((matrix: Float64Array) => cholesky(matrix, d))(matrices);
};

/**
 * Holds a mixture from outside against its definition.
 *
 * Errors: `ShapeMismatch`; `NotAMixture` where weights, means or variances are no such numbers; `NotPositiveDefinite`.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 2], [0, 0]), covariances: tensor64([1], [1]) };
 * E.isRight(check({ covariance: "spherical", ...unit })) // => true
 */
export const check = (theta: Mixture): E.Either<Failure, Mixture> =>
  F.pipe(
    expectModel("the mixture", theta, ["covariance", "weights", "means", "covariances"], "mixture.fit"),
    E.chain(() => {
      const { covariance, weights, means, covariances } = theta;
      return checked(
        theta,
        expectName("covariance", covariance, covarianceKinds),
        expectTensor("the weights", weights),
        expectTensor("the means", means),
        expectTensor("the covariances", covariances),
      );
    }),
    E.map(extentsOf),
    E.chainFirst(({ k, d }) =>
      theta.means.shape.length === 2 && k >= 1 && d >= 1
        ? E.right(theta)
        : E.left(invalid("the means are not the rows of a matrix", "k x d", theta.means.shape.join(" x "))),
    ),
    E.chainFirstW(({ k }) => expectShape("the weights do not fit the means", [k], theta.weights.shape)),
    E.chainFirstW((extents) =>
      expectShape(
        `the ${theta.covariance} covariances do not fit the means`,
        covarianceShape(theta.covariance, extents),
        theta.covariances.shape,
      ),
    ),
    E.chain(() => checked(theta, expectWeights(theta), expectPositive(theta))),
  );

const parametersOf = (theta: Mixture): number => freeParameters(theta.covariance, extentsOf(theta));

/**
 * Akaike's information criterion, 2 p - 2 log p(x), p free parameters: lower is better.
 *
 * logLikelihood: of all points, in nats, as `em.finalLogLikelihood` takes it of a fit.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 2], [0, 0]), covariances: tensor64([1], [1]) };
 * aic({ covariance: "spherical", ...unit }, -100) // => 206
 */
export const aic = (theta: Mixture, logLikelihood: number): number => 2 * parametersOf(theta) - 2 * logLikelihood;

/**
 * Schwarz's Bayesian information criterion, p log n - 2 log p(x), p free parameters: lower is better.
 *
 * logLikelihood: as of `aic`. n: the number of points, or the sum of their weights.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 2], [0, 0]), covariances: tensor64([1], [1]) };
 * bic({ covariance: "spherical", ...unit }, -100, 1) // => 200
 */
export const bic = (theta: Mixture, logLikelihood: number, n: number): number =>
  parametersOf(theta) * Math.log(n) - 2 * logLikelihood;
