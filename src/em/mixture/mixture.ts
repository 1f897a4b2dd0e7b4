import { either as E, function as F } from "fp-ts";
import { expectShape, type Shape } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { cholesky } from "../../prob/cholesky.js";

/** What the covariances of a mixture may be: any, one for all components, axis-parallel, or round. */
export type Covariance = "full" | "tied" | "diagonal" | "spherical";

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
export interface Extents {
  readonly k: number;
  readonly d: number;
}

/** The extents of a mixture, by its means. */
export const extentsOf = ({ means }: Mixture): Extents => ({ k: means.shape[0] ?? 0, d: means.shape[1] ?? 0 });

/** The shape of the covariances of a kind. */
export const covarianceShape = (covariance: Covariance, { k, d }: Extents): Shape => {
  const shapes = { full: [k, d, d], tied: [d, d], diagonal: [k, d], spherical: [k] };
  return shapes[covariance];
};

/**
 * The number of free parameters: k - 1 weights, k d means, and the covariances'.
 *
 * @example
 * freeParameters("full", { k: 3, d: 2 }) // => 17
 */
export const freeParameters = (covariance: Covariance, { k, d }: Extents): number => {
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
 * E.isRight(checkMixture({ covariance: "spherical", ...unit })) // => true
 */
export const checkMixture = (theta: Mixture): E.Either<Failure, Mixture> => {
  const { means, weights, covariance, covariances } = theta;
  const extents = extentsOf(theta);
  if (means.shape.length !== 2 || extents.k < 1 || extents.d < 1)
    return E.left(invalid("the means are not the rows of a matrix", "k x d", means.shape.join(" x ")));
  return F.pipe(
    expectShape("the weights do not fit the means", [extents.k], weights.shape),
    E.chainW(() =>
      expectShape(
        `the ${covariance} covariances do not fit the means`,
        covarianceShape(covariance, extents),
        covariances.shape,
      ),
    ),
    E.chainW(() => expectWeights(theta)),
    E.chainW(() => expectPositive(theta)),
    E.map(() => theta),
  );
};
