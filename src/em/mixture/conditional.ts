import { solve } from "../../prob/cholesky.js";
import { log2Pi } from "../../prob/standardNormal.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import type { Components } from "./components.js";
import { factorOf, submatrix } from "./marginal.js";
import type { Pattern } from "./missingPatterns.js";

/**
 * What a covariance says of the missing coordinates m from the observed ones o:
 *
 *   x_m | x_o ~ N(m_m + A (x_o - m_o), R),   A = C_mo C_oo^-1,   R = C_mm - A C_om
 */
export interface Conditional {
  /** A: [missing][observed]. */
  readonly regression: Float64Array;
  /** R: [missing][missing]. */
  readonly residual: Float64Array;
  /** H(x_m | x_o), in nats. */
  readonly entropy: number;
}

/** The entropy of a normal from the diagonal of its factor: sum_i (1 + log 2 pi) / 2 + log l_ii. */
const entropyOf = (workspace: Workspace, scales: Float64Array): number =>
  logarithms(workspace, scales).reduce((sum, log) => sum + log, (scales.length * (1 + log2Pi)) / 2);

const dense = (
  workspace: Workspace,
  covariance: Float64Array,
  d: number,
  { observed, missing }: Pattern,
): Conditional => {
  const [o, m] = [observed.length, missing.length];
  const factor = factorOf(submatrix(covariance, d, observed, observed), o);
  const cross = submatrix(covariance, d, missing, observed);
  const residual = submatrix(covariance, d, missing, missing);
  const regression = new Float64Array(m * o);
  for (let i = 0; i < m; i++) {
    const row = solve(factor, cross.subarray(i * o, (i + 1) * o));
    regression.set(row, i * o);
    for (let l = 0; l < m; l++) for (let a = 0; a < o; a++) residual[i * m + l]! -= row[a]! * cross[l * o + a]!;
  }
  const { lower } = factorOf(residual, m);
  const scales = Float64Array.from(missing, (_, i) => lower[i * m + i]!);
  return { regression, residual, entropy: entropyOf(workspace, scales) };
};

/** Axis-parallel: nothing is learnt of one coordinate from another, A = 0. */
const diagonal = (workspace: Workspace, variances: Float64Array, { observed, missing }: Pattern): Conditional => ({
  regression: new Float64Array(missing.length * observed.length),
  residual: Float64Array.from(missing.flatMap((i) => missing.map((l) => (i === l ? variances[i]! : 0)))),
  entropy: entropyOf(
    workspace,
    Float64Array.from(missing, (a) => Math.sqrt(variances[a]!)),
  ),
});

/** One conditional a covariance. */
export const conditionals = (
  workspace: Workspace,
  { covariances, d, form }: Components,
  pattern: Pattern,
): readonly Conditional[] =>
  covariances.map((covariance) =>
    form.dense ? dense(workspace, covariance, d, pattern) : diagonal(workspace, covariance, pattern),
  );
