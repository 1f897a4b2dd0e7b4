import { either as E, function as F } from "fp-ts";
import { tensor } from "../../core/tensor.js";
import { numerical } from "../../failure.js";
import { type Cholesky, cholesky } from "../../prob/cholesky.js";
import type { Degenerate } from "../latent.js";
import { covarianceCount, covarianceIndex, covarianceSize, formOf } from "./components.js";
import type { MixtureStatistics } from "./statistics.js";
import { type Covariance, covarianceShape, type Mixture, type MixtureExtents } from "./theta.js";

/** How a mixture is estimated from statistics. */
export interface Estimator extends MixtureExtents {
  readonly covariance: Covariance;
  /** Subtracted from every point: near the mean it keeps sums of squares small. */
  readonly pivot: Float64Array;
  /** Added to every variance, in squared units of x; 0 maximises exactly. */
  readonly covarianceFloor: number;
}

/** Rounding of a mean square, relative to it: a variance below is no more than that. */
const roundoff = 2 ** -48;

const empty = (j: number, count: number): Degenerate =>
  numerical("ComponentEmpty", `component ${j} has no points left`, {
    where: "M-step",
    expected: "a positive sum of responsibilities",
    got: count.toExponential(2),
    hint: "ask for fewer components, or start elsewhere (another seed)",
  });

const collapsed = (shared: boolean, c: number, got: number): Degenerate =>
  numerical(
    "ComponentCollapsed",
    `${shared ? "the covariance of all components" : `component ${c}`} collapsed: a variance is 0 to rounding`,
    {
      where: "M-step",
      expected: "points that spread in every direction",
      got: `a variance of ${got.toExponential(2)}`,
      hint: "raise covarianceFloor, ask for fewer components or a simpler covariance, or start elsewhere",
    },
  );

/** Matrices one behind the other. */
const joined = (matrices: readonly Float64Array[]): Float64Array => {
  const size = matrices[0]!.length;
  const out = new Float64Array(matrices.length * size);
  matrices.forEach((matrix, c) => {
    out.set(matrix, c * size);
  });
  return out;
};

/** A covariance on its way: the scatter about the means, and the mean squares about the pivot that it is a difference of. */
interface Scatter {
  /** d x d, or d numbers. */
  readonly scatter: Float64Array;
  /** [d]. */
  readonly squares: Float64Array;
}

/** S_c / n_c - sum_j n_j m_j m_j^T / n_c, over the components j that share covariance c. */
const scatters = (
  { k, d, covariance }: Estimator,
  { counts, sums, squares }: MixtureStatistics,
): readonly Scatter[] => {
  const form = formOf(covariance);
  const size = covarianceSize(form, d);
  const out = Array.from({ length: covarianceCount(form, k) }, (_, c) => squares.slice(c * size, (c + 1) * size));
  const totals = new Float64Array(out.length);
  for (let j = 0; j < k; j++) {
    const c = covarianceIndex(form, j);
    totals[c]! += counts[j]!;
    for (let a = 0; a < d; a++) {
      const mean = sums[j * d + a]! / counts[j]!;
      if (!form.dense) out[c]![a]! -= mean * sums[j * d + a]!;
      else for (let b = 0; b < d; b++) out[c]![a * d + b]! -= mean * sums[j * d + b]!;
    }
  }
  const step = form.dense ? d + 1 : 1;
  return out.map((scatter, c) => ({
    scatter: scatter.map((s) => s / totals[c]!),
    squares: Float64Array.from({ length: d }, (_, a) => squares[c * size + a * step]! / totals[c]!),
  }));
};

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A spherical covariance repeats the mean of the variances; its mean square is the mean of theirs. */
const rounded = ({ scatter, squares }: Scatter): Scatter => ({
  scatter: scatter.map(() => meanOf(scatter)),
  squares: squares.map(() => meanOf(squares)),
});

/** The variances that a covariance has left once those before them are known: the squared diagonal of its factor. */
const conditionalVariances = (matrix: Float64Array, d: number): ArrayLike<number> =>
  matrix.length === d
    ? matrix
    : E.match(
        () => [0],
        ({ lower }: Cholesky) => Array.from({ length: d }, (_, a) => lower[a * d + a]! ** 2),
      )(cholesky(matrix, d));

/** The covariance C_c with its floor, where it is one. */
const covarianceOf =
  ({ covariance, d, covarianceFloor }: Estimator) =>
  (c: number, scattered: Scatter): E.Either<Degenerate, Float64Array> => {
    const { scatter, squares } = covariance === "spherical" ? rounded(scattered) : scattered;
    const step = scatter.length === d ? 1 : d + 1;
    const matrix = scatter.map((v, i) => (i % step === 0 ? v + covarianceFloor : v));
    const low = Array.from(conditionalVariances(matrix, d)).find((v, a) => !(v > roundoff * squares[a]!));
    if (low !== undefined) return E.left(collapsed(covariance === "tied", c, low));
    return E.right(covariance === "spherical" ? matrix.subarray(0, 1) : matrix);
  };

/**
 * The M-step:
 *
 *   w_j = n_j / sum n,   m_j = s_j / n_j,   C_c = (S_c - sum_j n_j m_j m_j^T) / n_c + floor I
 *
 * with C_c cut down to what its kind allows. The floor is scikit-learn's `reg_covar`: with it the bound need not rise.
 *
 * Errors: `ComponentEmpty`, `ComponentCollapsed`.
 */
export const maximise =
  (estimator: Estimator) =>
  (stats: MixtureStatistics): E.Either<Degenerate, Mixture> => {
    const { k, d, covariance, pivot } = estimator;
    const { counts, sums } = stats;
    const total = counts.reduce((sum, n) => sum + n, 0);
    const lost = counts.findIndex((n) => !(n > roundoff * total));
    if (lost >= 0) return E.left(empty(lost, counts[lost]!));
    return F.pipe(
      scatters(estimator, stats),
      E.traverseArrayWithIndex(covarianceOf(estimator)),
      E.map((matrices) => ({
        covariance,
        weights: tensor(
          [k],
          counts.map((n) => n / total),
        ),
        means: tensor(
          [k, d],
          sums.map((s, i) => s / counts[Math.floor(i / d)]! + pivot[i % d]!),
        ),
        covariances: tensor(covarianceShape(covariance, estimator), joined(matrices)),
      })),
    );
  };
