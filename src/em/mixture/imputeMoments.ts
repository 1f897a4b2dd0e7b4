import type { Workspace } from "../../wasm/runtime.js";
import { type Components, covarianceIndex } from "./components.js";
import { type Conditional, conditionals } from "./conditional.js";
import type { Pattern } from "./missingPatterns.js";
import type { Moments } from "./moments.js";
import type { Statistics } from "./statistics.js";

/** What a component adds to its covariance's squares. */
interface Share {
  readonly mass: number;
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

const shareOf = (components: Components, { observed, missing }: Pattern, moments: Moments) => {
  const { means, d } = components;
  const o = observed.length;
  return ({ regression }: Conditional, j: number): Share => {
    const at = (a: number): number => means[j * d + a]!;
    const mass = moments.mass[j]!;
    const sums = moments.sums.subarray(j * o, (j + 1) * o);
    const explained = times(regression, Float64Array.from(observed, at), missing.length);
    const intercept = Float64Array.from(missing, (a, i) => at(a) - explained[i]!);
    const carried = times(regression, sums, missing.length);
    return { mass, observed: sums, missing: carried.map((s, i) => s + mass * intercept[i]!), intercept };
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
      for (const { mass, intercept, missing: s } of shares) sum += s[i]! * intercept[l]! + mass * residual[i * m + l]!;
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
    for (const { mass, intercept, missing: s } of shares)
      squares[a]! += s[i]! * intercept[i]! + mass * residual[i * m + i]!;
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
  moments: Moments,
  { count, entropy }: Pick<Statistics, "count" | "entropy">,
): Statistics => {
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
  const unknown = shares.reduce((sum, { mass }, j) => sum + mass * given[covarianceIndex(form, j)]!.entropy, 0);
  return { count, entropy: entropy + unknown, mass: moments.mass, sums, squares: Float64Array.from(squares) };
};
