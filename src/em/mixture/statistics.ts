/** The statistics of an expectation, and the bound that follows from them. */
import type { monoid as M } from "fp-ts";
import { inverse } from "../../prob/cholesky.js";
import { log2Pi } from "../../prob/standardNormal.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import { monoid, scalar, vector } from "../monoid.js";
import {
  type Components,
  covarianceCount,
  covarianceIndex,
  covarianceSize,
  type Form,
  factorOf,
} from "./components.js";
import type { MixtureExtents } from "./theta.js";

/**
 * The sufficient statistics of an expectation: sums over points of x less a fixed pivot, with the weight w of a point,
 * its responsibilities r_j, and E[.] over what is missing of it.
 *
 *   counts    n_j = sum w r_j                     entropy   sum w (H(r) + sum_j r_j H(missing | observed, j))
 *   sums      s_j = sum w r_j E[x]                count     sum w
 *   squares   S_c = sum w r_j E[x x^T], over the components j that share covariance c; where that is a diagonal, E[x_a^2]
 */
export interface MixtureStatistics {
  readonly count: number;
  readonly entropy: number;
  /** [k]. */
  readonly counts: Float64Array;
  /** [k][d]. */
  readonly sums: Float64Array;
  /** [c][d][d] or [c][d]. */
  readonly squares: Float64Array;
}

/** Statistics of several sets of points together, under addition. */
export const statisticsMonoid = (form: Form, { k, d }: MixtureExtents): M.Monoid<MixtureStatistics> =>
  monoid({
    count: scalar,
    entropy: scalar,
    counts: vector(k),
    sums: vector(k * d),
    squares: vector(covarianceCount(form, k) * covarianceSize(form, d)),
  });

/** P = C^-1, a matrix or a diagonal, and log det C. */
interface Precision {
  readonly precision: Float64Array;
  readonly logDet: number;
}

const precisionOf = (workspace: Workspace, covariance: Float64Array, d: number): Precision => {
  const logDetOf = (values: Float64Array): number => logarithms(workspace, values).reduce((sum, log) => sum + log, 0);
  if (covariance.length === d) return { precision: covariance.map((v) => 1 / v), logDet: logDetOf(covariance) };
  const factor = factorOf(covariance, d);
  const scales = Float64Array.from({ length: d }, (_, a) => factor.lower[a * d + a]!);
  return { precision: inverse(factor), logDet: 2 * logDetOf(scales) };
};

/** a^T P b. */
const form = (precision: Float64Array, a: Float64Array, b: Float64Array): number => {
  const d = a.length;
  let sum = 0;
  if (precision.length === d) for (let i = 0; i < d; i++) sum += precision[i]! * a[i]! * b[i]!;
  else for (let i = 0; i < d; i++) for (let l = 0; l < d; l++) sum += precision[i * d + l]! * a[i]! * b[l]!;
  return sum;
};

/**
 * The bound of theta, from the statistics of any q:
 *
 *   L = sum_j [ n_j log w_j - n_j (d log 2 pi + log det C_c) / 2 + m_j^T P_c (s_j - n_j m_j / 2) ] - sum_c tr(P_c S_c) / 2 + H(q)
 *
 * where P = C^-1 and c is the covariance of component j. A component without points adds 0, also where its weight is 0.
 */
export const bound = (workspace: Workspace, components: Components, stats: MixtureStatistics): number => {
  const { k, d, means, logWeights, covariances } = components;
  const precisions = covariances.map((covariance) => precisionOf(workspace, covariance, d));
  const size = covariances[0]!.length;
  let sum = stats.entropy;
  for (let j = 0; j < k; j++) {
    const n = stats.counts[j]!;
    if (n === 0) continue;
    const { precision, logDet } = precisions[covarianceIndex(components.form, j)]!;
    const mean = means.subarray(j * d, (j + 1) * d);
    const rest = mean.map((m, a) => stats.sums[j * d + a]! - (n * m) / 2);
    sum += n * (logWeights[j]! - (d * log2Pi + logDet) / 2) + form(precision, mean, rest);
  }
  precisions.forEach(({ precision }, c) => {
    for (let i = 0; i < size; i++) sum -= (precision[i]! * stats.squares[c * size + i]!) / 2;
  });
  return sum;
};
