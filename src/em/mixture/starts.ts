import { either as E } from "fp-ts";
import { type Key, named } from "../../core/key.js";
import { permutation } from "../../core/random.js";
import { size } from "../../core/shape.js";
import { tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import type { Degenerate } from "../latent.js";
import { formOf } from "./components.js";
import { kMeans, momentsOfLabels } from "./kMeans.js";
import { type Estimator, maximise } from "./maximise.js";
import { type MissingPattern, missingPattern, patternsOf } from "./missingPatterns.js";
import type { Points } from "./points.js";
import { covarianceShape, type Mixture } from "./theta.js";

/** The ways to begin: from clusters found by k-means, or with means at points and the spread of all data. */
export const startRules = ["k-means++", "random"] as const;

/** How a start is made. */
export type StartRule = (typeof startRules)[number];

/** Lloyd's iterations of a start, at most: a start need not be a minimum. */
const lloydIterations = 20;

/** The points with the pivot where a value is missing: for a start only. */
const imputed = ({ data, d, ...points }: Points, pivot: Float64Array): Points => ({
  ...points,
  d,
  data: Float64Array.from(data, (x, i) => (Number.isNaN(x) ? pivot[i % d]! : x)),
});

const tooFew = (k: number, n: number): Failure<"TooFewPoints"> =>
  badData("TooFewPoints", "there are fewer points than components", {
    expected: `at least ${k} points of positive weight`,
    got: String(n),
    hint: "ask for fewer components",
  });

/** The statistics' maximum where every point belongs to one component. */
const ofLabels = (
  workspace: Workspace,
  all: MissingPattern,
  label: Int32Array,
  estimator: Estimator,
): E.Either<Degenerate, Mixture> => {
  const moments = momentsOfLabels(workspace, all, label, estimator.k, formOf(estimator.covariance));
  return maximise(estimator)({ ...moments, count: all.rows.length, entropy: 0 });
};

/** Components of equal weight at k different points, each with the covariance of all data. */
const atPoints = (
  key: Key,
  { data }: Points,
  { rows }: MissingPattern,
  { k, d }: Estimator,
  whole: Mixture,
): Mixture => {
  const chosen = Array.from(permutation(key, rows.length).subarray(0, k), (i) => rows[i]!);
  const [{ covariance }, spread] = [whole, Array.from(whole.covariances.data)];
  const shape = covarianceShape(covariance, { k, d });
  return {
    covariance,
    weights: tensor([k], new Float64Array(k).fill(1 / k)),
    means: tensor(
      [k, d],
      Float64Array.from({ length: k * d }, (_, i) => data[chosen[Math.floor(i / d)]! * d + (i % d)]!),
    ),
    covariances: tensor(
      shape,
      Float64Array.from({ length: size(shape) }, (_, i) => spread[i % spread.length]!),
    ),
  };
};

/**
 * Where a fit begins, from the points of one chunk. Missing values stand at the pivot while the start is made.
 *
 * Errors: `TooFewPoints`; those of the M-step, which a cluster of too few points has without a floor.
 */
export const startOf = (
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  rule: StartRule,
  points: Points,
  estimator: Estimator,
): E.Either<Failure, Mixture> =>
  workspace.arena.scope(() => {
    const { k, pivot } = estimator;
    const whole = imputed(points, pivot);
    const [pattern] = patternsOf(whole);
    if (pattern === undefined || pattern.rows.length < k) return E.left(tooFew(k, pattern?.rows.length ?? 0));
    const all = missingPattern(workspace, whole, pattern, pivot);
    if (rule === "k-means++") {
      const label = kMeans(runtime, workspace, named(key, "k-means"), all, k, lloydIterations);
      return ofLabels(workspace, all, label, estimator);
    }
    const one = ofLabels(workspace, all, new Int32Array(all.rows.length), { ...estimator, k: 1 });
    return E.map((spread: Mixture) => atPoints(named(key, "points"), whole, all, estimator, spread))(one);
  });
