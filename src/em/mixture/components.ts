/** A mixture as the E-step computes with it: in one form for all kinds of covariance, and on some of the coordinates. */
import { either as E } from "fp-ts";
import { span } from "../../core/tensor.js";
import { type Cholesky, cholesky, inverseLower, solveLower } from "../../prob/cholesky.js";
import { log2Pi } from "../../prob/standardNormal.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import { type Covariance, extentsOf, type Mixture, type MixtureExtents } from "./theta.js";

/** The form of a kind of covariance: matrices or diagonals, one for all components or one for each. */
export interface Form {
  readonly dense: boolean;
  readonly shared: boolean;
}

const forms: Readonly<Record<Covariance, Form>> = {
  full: { dense: true, shared: false },
  tied: { dense: true, shared: true },
  diagonal: { dense: false, shared: false },
  spherical: { dense: false, shared: false },
};

/** The form of a kind. */
export const formOf = (covariance: Covariance): Form => forms[covariance];

/** Numbers in one covariance of d dimensions. */
export const covarianceSize = ({ dense }: Form, d: number): number => (dense ? d * d : d);

/** How many covariances k components have. */
export const covarianceCount = ({ shared }: Form, k: number): number => (shared ? 1 : k);

/** Which covariance component j has. */
export const covarianceIndex = ({ shared }: Form, j: number): number => (shared ? 0 : j);

/** A mixture in one form for all kinds, its means less the pivot. */
export interface Components extends MixtureExtents {
  readonly form: Form;
  readonly logWeights: Float64Array;
  /** [k][d]. */
  readonly means: Float64Array;
  /** Each d x d or d numbers. */
  readonly covariances: readonly Float64Array[];
}

/** Covariance number c as a matrix or a diagonal; a spherical one repeats its variance. */
const covarianceOf = ({ covariance, covariances }: Mixture, size: number, c: number): Float64Array =>
  covariance === "spherical"
    ? new Float64Array(size).fill(covariances.data[c]!)
    : new Float64Array(span(covariances.data, c * size, (c + 1) * size));

/** Moves a mixture by the pivot. */
export const shifted = (workspace: Workspace, theta: Mixture, pivot: Float64Array): Components => {
  const { k, d } = extentsOf(theta);
  const form = formOf(theta.covariance);
  const size = covarianceSize(form, d);
  return {
    k,
    d,
    form,
    logWeights: logarithms(workspace, new Float64Array(theta.weights.data)),
    means: new Float64Array(theta.means.data).map((m, i) => m - pivot[i % d]!),
    covariances: Array.from({ length: covarianceCount(form, k) }, (_, c) => covarianceOf(theta, size, c)),
  };
};

/**
 * The components on some of the coordinates, as the E-step's kernels take them:
 *
 *   log w_j + log N(x_o; m_o, C_oo) = offsets[j] - |b_j + W_j x_o|^2 / 2,   C_oo = L L^T,   W = L^-1,   b = -W m_o
 */
export interface Marginal {
  /** [b_j, W_j], in the order of `mixtureDistances` or `mixtureDiagonalDistances`. */
  readonly maps: Float64Array;
  readonly offsets: Float64Array;
}

/** The entries (rows, columns) of a d x d matrix. */
export const submatrix = (
  matrix: Float64Array,
  d: number,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array => {
  const out = new Float64Array(rows.length * columns.length);
  rows.forEach((i, row) => {
    for (let c = 0; c < columns.length; c++) out[row * columns.length + c] = matrix[i * d + columns[c]!]!;
  });
  return out;
};

/** A covariance with a factor that rounding left without one has no density: NaN, which the bound then shows. */
export const factorOf = (matrix: Float64Array, d: number): Cholesky =>
  E.getOrElse((): Cholesky => ({ d, lower: new Float64Array(d * d).fill(Number.NaN) }))(cholesky(matrix, d));

/** Rows by fours, [b, W columns 0 .. min(4t + 4, d) - 1][4]. */
const rowsByFours = (w: Float64Array, b: Float64Array): number[] => {
  const d = b.length;
  const out: number[] = [];
  for (let row = 0; row < d; row += 4)
    for (let column = -1; column < Math.min(row + 4, d); column++)
      for (let i = row; i < row + 4; i++) out.push(i >= d ? 0 : column < 0 ? b[i]! : w[i * d + column]!);
  return out;
};

/** What the kernel takes of a covariance, and the square roots of its determinant's factors. */
interface Whitening {
  /** L's diagonal. */
  readonly scales: Float64Array;
  readonly map: (mean: Float64Array) => readonly number[];
}

const denseWhitening = (covariance: Float64Array, d: number, observed: readonly number[]): Whitening => {
  const factor = factorOf(submatrix(covariance, d, observed, observed), observed.length);
  const w = inverseLower(factor);
  return {
    scales: Float64Array.from(observed, (_, i) => factor.lower[i * factor.d + i]!),
    map: (mean) =>
      rowsByFours(
        w,
        solveLower(factor, mean).map((y) => -y),
      ),
  };
};

const diagonalWhitening = (variances: Float64Array, observed: readonly number[]): Whitening => {
  const scales = Float64Array.from(observed, (a) => Math.sqrt(variances[a]!));
  return {
    scales,
    map: (mean) => Array.from(mean).flatMap((m, a) => [-m / scales[a]!, 1 / scales[a]!]),
  };
};

/** The marginal of a mixture on the observed coordinates; of none of them it is the weights. */
export const marginal = (workspace: Workspace, components: Components, observed: readonly number[]): Marginal => {
  const { k, d, form, means, covariances, logWeights } = components;
  const whitenings = covariances.map((covariance) =>
    form.dense ? denseWhitening(covariance, d, observed) : diagonalWhitening(covariance, observed),
  );
  const norms = whitenings.map(({ scales }) =>
    logarithms(workspace, scales).reduce((sum, log) => sum + log, 0.5 * observed.length * log2Pi),
  );
  const indices = Array.from({ length: k }, (_, j) => covarianceIndex(form, j));
  const meanOf = (j: number): Float64Array => Float64Array.from(observed, (a) => means[j * d + a]!);
  return {
    maps: new Float64Array(indices.flatMap((c, j) => whitenings[c]!.map(meanOf(j)))),
    offsets: Float64Array.from(indices, (c, j) => logWeights[j]! - norms[c]!),
  };
};
