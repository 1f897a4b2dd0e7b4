import { either as E } from "fp-ts";
import * as t from "io-ts";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { emSteps, type Iteration } from "../../src/em/fold.js";
import { infer } from "../../src/em/mixture/infer.js";
import { mixtureLatent, prepare } from "../../src/em/mixture/model.js";
import { meanOf, type Points, points } from "../../src/em/mixture/points.js";
import type { MixtureStatistics } from "../../src/em/mixture/statistics.js";
import { aic, bic, type Covariance, covarianceShape, type Mixture } from "../../src/em/mixture/theta.js";
import { describe, type Failure } from "../../src/failure.js";
import { cholesky, inverse } from "../../src/prob/cholesky.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Case } from "./read.js";
import { attributes, input, type Op, type Topic } from "./topic.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

const kinds: Readonly<Record<string, Covariance>> = {
  full: "full",
  tied: "tied",
  diag: "diagonal",
  spherical: "spherical",
};

const tensorOf = (c: Case, name: string): Tensor => tensor(input(c, name).shape, input(c, name).data);

/** The reference starts from precisions. */
const startOf = (c: Case, covariance: Covariance): Mixture => {
  const means = tensorOf(c, "means_init");
  const [k, d] = [means.shape[0]!, means.shape[1]!];
  const precisions = Float64Array.from(input(c, "precisions_init").data);
  const inverted = (at: number): Float64Array => inverse(right(cholesky(precisions.subarray(at, at + d * d), d)));
  const dense = covariance === "full" || covariance === "tied";
  const covariances = dense
    ? Array.from({ length: precisions.length / (d * d) }, (_, i) => [...inverted(i * d * d)]).flat()
    : Array.from(precisions, (p) => 1 / p);
  const shape = covarianceShape(covariance, { k, d });
  return {
    covariance,
    weights: tensorOf(c, "weights_init"),
    means,
    covariances: tensor(shape, Float64Array.from(covariances)),
  };
};

const Attributes = t.type({
  covariance_type: t.string,
  tol: t.number,
  max_iter: t.number,
  reg_covar: t.number,
  n_iter: t.number,
});

/** The iterations that the reference makes: until the mean log-likelihood before the M-step changes by less than tol. */
const run = (
  runtime: Runtime,
  c: Case,
  set: Points,
  start: Mixture,
): readonly Iteration<Mixture, MixtureStatistics>[] => {
  const { tol, max_iter, reg_covar } = attributes(c, Attributes);
  const workspace = runtime.workspace();
  const pivot = right(meanOf(set));
  const [k, d] = start.means.shape as [number, number];
  const model = mixtureLatent(workspace, {
    k,
    d,
    covariance: start.covariance,
    pivot,
    covarianceFloor: reg_covar,
    hard: false,
  });
  const stop = { iterations: max_iter, tolerance: null };
  const steps = emSteps(model, stop)({ theta: start, trace: [] }, [prepare(workspace, set, pivot)]);
  const made: Iteration<Mixture, MixtureStatistics>[] = [];
  for (const step of steps) {
    const rise = step.afterExpectation - (made.at(-1)?.afterExpectation ?? Number.NEGATIVE_INFINITY);
    made.push(step);
    if (Math.abs(rise) / set.count < tol) break;
  }
  return made;
};

const gmm =
  (runtime: Runtime): Op =>
  (c) => {
    const { covariance_type, n_iter } = attributes(c, Attributes);
    const set = right(points(tensorOf(c, "X")));
    const made = run(runtime, c, set, startOf(c, kinds[covariance_type]!));
    if (made.length !== n_iter) throw new Error(`${made.length} iterations, the reference made ${n_iter}`);
    const { theta } = made.at(-1)!;
    const { labels, logDensity, responsibilities } = right(infer(runtime, theta, tensorOf(c, "X_eval")));
    const logLikelihood = Array.from(right(infer(runtime, theta, tensorOf(c, "X"))).logDensity.data).reduce(
      (sum, log) => sum + log,
      0,
    );
    return {
      lower_bounds: made.map(({ afterExpectation }) => afterExpectation / set.count),
      weights: theta.weights,
      means: theta.means,
      covariances: theta.covariances,
      score_samples: logDensity,
      predict_proba: responsibilities,
      labels,
      score_train: logLikelihood / set.count,
      aic: aic(theta, logLikelihood),
      bic: bic(theta, logLikelihood, set.count),
    };
  };

/** Gaussian mixtures, on both builds. */
export const mixture: readonly Topic[] = runtimes.map((runtime) => ({
  name: `mixture of normals, ${runtime.simd}`,
  precision: "float64",
  ops: { gmm: gmm(runtime) },
}));
