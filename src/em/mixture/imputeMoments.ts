/** What the observed values say of the missing ones, and the statistics of whole points by it. */
import { solve } from "../../prob/cholesky.js";
import { log2Pi } from "../../prob/standardNormal.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import { type Components, covarianceIndex, factorOf, submatrix } from "./components.js";
import type { Pattern } from "./missingPatterns.js";
import type { ObservedMoments } from "./moments.js";
import type { MixtureStatistics } from "./statistics.js";

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

/** What a component adds to its covariance's squares. */
interface Share {
  readonly count: number;
  /** s_o = sum r x_o. */
  readonly observed: Float64Array;
  /** s_m = A s_o + n b. */
  readonly missing: Float64Array;
  /** b = m_m - A m_o. */
  readonly intercept: Float64Array;
}

/** A v, row by row. */
const times = (matrix: Float64Array, v: Float64Array, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => v.reduce((sum, x, a) => sum + matrix[i * v.length + a]! * x, 0));

const shareOf = (components: Components, { observed, missing }: Pattern, moments: ObservedMoments) => {
  const { means, d } = components;
  const o = observed.length;
  return ({ regression }: Conditional, j: number): Share => {
    const at = (a: number): number => means[j * d + a]!;
    const count = moments.counts[j]!;
    const sums = moments.sums.subarray(j * o, (j + 1) * o);
    const explained = times(regression, Float64Array.from(observed, at), missing.length);
    const intercept = Float64Array.from(missing, (a, i) => at(a) - explained[i]!);
    const carried = times(regression, sums, missing.length);
    return { count, observed: sums, missing: carried.map((s, i) => s + count * intercept[i]!), intercept };
  };
};

/** S_oo, S_mo = A S_oo + b s_o^T and S_mm = S_mo A^T + s_m b^T + n R in their places of a d x d matrix. */
const denseSquares = (
  d: number,
  { observed, missing }: Pattern,
  { regression, residual }: Conditional,
  known: Float64Array,
  shares: readonly Share[],
): Float64Array => {
  const [o, m] = [observed.length, missing.length];
  const squares = new Float64Array(d * d);
  observed.forEach((a, i) => {
    observed.forEach((b, l) => {
      squares[a * d + b] = known[i * o + l]!;
    });
  });
  for (let i = 0; i < m; i++) {
    const row = times(known, regression.subarray(i * o, (i + 1) * o), o); // symmetric: S A^T
    for (const { intercept, observed: s } of shares) for (let a = 0; a < o; a++) row[a]! += intercept[i]! * s[a]!;
    observed.forEach((b, a) => {
      squares[missing[i]! * d + b] = squares[b * d + missing[i]!] = row[a]!;
    });
    const across = times(regression, row, m);
    for (let l = 0; l < m; l++) {
      let sum = across[l]!;
      for (const { count, intercept, missing: s } of shares)
        sum += s[i]! * intercept[l]! + count * residual[i * m + l]!;
      squares[missing[i]! * d + missing[l]!] = sum;
    }
  }
  return squares;
};

/** The diagonal of the same where A = 0. */
const diagonalSquares = (
  d: number,
  { observed, missing }: Pattern,
  { residual }: Conditional,
  known: Float64Array,
  shares: readonly Share[],
): Float64Array => {
  const m = missing.length;
  const squares = new Float64Array(d);
  observed.forEach((a, i) => {
    squares[a] = known[i]!;
  });
  missing.forEach((a, i) => {
    for (const { count, intercept, missing: s } of shares)
      squares[a]! += s[i]! * intercept[i]! + count * residual[i * m + i]!;
  });
  return squares;
};

/**
 * Statistics of whole points from the moments of what was observed: E[x_m] = A x_o + b is affine in x_o, so no point
 * has to be looked at again.
 *
 *   s_m = A s_o + n b      S_mo = A S_oo + b s_o^T      S_mm = S_mo A^T + s_m b^T + n R,      b = m_m - A m_o
 *
 * entropy: of the responsibilities; that of the missing values, given the component, is added.
 * Source: the E-step of Little and Rubin, Statistical Analysis with Missing Data (2002), 11.2, on the sums of a pattern.
 */
export const imputeMoments = (
  workspace: Workspace,
  components: Components,
  pattern: Pattern,
  moments: ObservedMoments,
  { count, entropy }: Pick<MixtureStatistics, "count" | "entropy">,
): MixtureStatistics => {
  const { k, d, form } = components;
  const { observed, missing } = pattern;
  if (missing.length === 0) return { ...moments, count, entropy };
  const given = conditionals(workspace, components, pattern);
  const share = shareOf(components, pattern, moments);
  const shares = Array.from({ length: k }, (_, j) => share(given[covarianceIndex(form, j)]!, j));
  const sums = new Float64Array(k * d);
  shares.forEach((s, j) => {
    observed.forEach((a, i) => {
      sums[j * d + a] = s.observed[i]!;
    });
    missing.forEach((a, i) => {
      sums[j * d + a] = s.missing[i]!;
    });
  });
  const size = moments.squares.length / given.length;
  const squares = given.flatMap((conditional, c) => {
    const sharing = shares.filter((_, j) => covarianceIndex(form, j) === c);
    const known = moments.squares.subarray(c * size, (c + 1) * size);
    return [...(form.dense ? denseSquares : diagonalSquares)(d, pattern, conditional, known, sharing)];
  });
  const unknown = shares.reduce((sum, { count }, j) => sum + count * given[covarianceIndex(form, j)]!.entropy, 0);
  return { count, entropy: entropy + unknown, counts: moments.counts, sums, squares: Float64Array.from(squares) };
};
