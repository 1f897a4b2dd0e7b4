import { either as E, function as F } from "fp-ts";
import { checked, expectRuntime } from "../../core/checks.js";
import { expectShape } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { shifted } from "./components.js";
import { posteriors } from "./expect.js";
import { columns, groupSize, missingPattern, patternsOf } from "./missingPatterns.js";
import { type Points, points } from "./points.js";
import { check, extentsOf, type Mixture } from "./theta.js";

/** What a mixture says of points. */
export interface MixtureInference {
  /** log p(x) of the observed coordinates, in nats: [n]. */
  readonly logDensity: Tensor;
  /** p(component | x): [n, k], rows summing to 1. */
  readonly responsibilities: Tensor;
  /** The most probable component of each point, the first where two tie: [n]. */
  readonly labels: Int32Array;
}

/** The mixture's mean: a pivot that is the same for all points, so that a point's density does not depend on its company. */
const pivotOf = (theta: Mixture): Float64Array => {
  const { k, d } = extentsOf(theta);
  const pivot = new Float64Array(d);
  for (let j = 0; j < k; j++)
    for (let a = 0; a < d; a++) pivot[a]! += theta.weights.data[j]! * theta.means.data[j * d + a]!;
  return pivot;
};

/** The first largest entry of each row of k. */
const largestOf = (rows: Float64Array, k: number): Int32Array =>
  Int32Array.from({ length: rows.length / k }, (_, i) => {
    let best = 0;
    for (let j = 1; j < k; j++) if (rows[i * k + j]! > rows[i * k + best]!) best = j;
    return best;
  });

const inferPoints = (runtime: Runtime, theta: Mixture, set: Points): MixtureInference =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const { k } = extentsOf(theta);
    const pivot = pivotOf(theta);
    const components = shifted(workspace, theta, pivot);
    const logDensity = new Float64Array(set.count);
    const responsibilities = new Float64Array(set.count * k);
    for (const pattern of patternsOf(set))
      arena.scope(() => {
        const { rows } = pattern;
        const placed = missingPattern(workspace, set, pattern, pivot);
        posteriors(workspace, placed, components, false, ({ from, to, q, evidence }) => {
          const [r, log] = [arena.f64(q, k * columns), arena.f64(evidence, columns)];
          const first = groupSize * from;
          for (let i = first; i < Math.min(groupSize * to, rows.length); i++) {
            const n = rows[i]!;
            logDensity[n] = log[i - first]!;
            for (let j = 0; j < k; j++) responsibilities[n * k + j] = r[j * columns + i - first]!;
          }
        });
      });
    return {
      logDensity: tensor([set.count], logDensity),
      responsibilities: tensor([set.count, k], responsibilities),
      labels: largestOf(responsibilities, k),
    };
  });

/**
 * Log-densities, responsibilities and labels of points under a mixture, fitted or written down:
 *
 *   log p(x) = log sum_j w_j N(x; m_j, C_j),   r_j = w_j N(x; m_j, C_j) / p(x)
 *
 * x: [n, d]; of a point with NaN the observed coordinates are judged, by their marginal (of none: density 1, r = w).
 *
 * Errors: those of `check` and `points`; `ShapeMismatch` where x has not d columns.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 2], [0, 0]), covariances: tensor64([1], [1]) };
 * const one = infer(runtime, { covariance: "spherical", ...unit }, tensor64([1, 2], [0, NaN]));
 * E.map(({ logDensity }) => logDensity.data)(one) // => E.right(new Float64Array([-0.9189385332046727]))
 */
export const infer = (runtime: Runtime, theta: Mixture, x: Tensor): E.Either<Failure, MixtureInference> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), check(theta)),
    E.chain(() => points(x)),
    E.chainFirstW((set) => expectShape("the points do not fit the mixture", [set.count, extentsOf(theta).d], x.shape)),
    E.map((set) => inferPoints(runtime, theta, set)),
  );
