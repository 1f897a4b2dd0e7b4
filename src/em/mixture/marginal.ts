import { either as E } from "fp-ts";
import { type Cholesky, cholesky, inverseLower, solveLower } from "../../prob/cholesky.js";
import { log2Pi } from "../../prob/standardNormal.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import { type Components, covarianceIndex } from "./components.js";

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
