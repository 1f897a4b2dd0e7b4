import type { monoid } from "fp-ts";
import { covarianceCount, covarianceSize, type Form } from "./components.js";
import type { Extents } from "./mixture.js";

/**
 * The sufficient statistics of an expectation: sums over points of x less a fixed pivot, with the weight w of a point,
 * its responsibilities r_j, and E[.] over what is missing of it.
 *
 *   mass      n_j = sum w r_j                     entropy   sum w (H(r) + sum_j r_j H(missing | observed, j))
 *   sums      s_j = sum w r_j E[x]                count     sum w
 *   squares   S_c = sum w r_j E[x x^T], over the components j that share covariance c; where that is a diagonal, E[x_a^2]
 */
export interface Statistics {
  readonly count: number;
  readonly entropy: number;
  /** [k]. */
  readonly mass: Float64Array;
  /** [k][d]. */
  readonly sums: Float64Array;
  /** [c][d][d] or [c][d]. */
  readonly squares: Float64Array;
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]!);

/** Statistics of several sets of points together, under addition. */
export const statisticsMonoid = (form: Form, { k, d }: Extents): monoid.Monoid<Statistics> => ({
  empty: {
    count: 0,
    entropy: 0,
    mass: new Float64Array(k),
    sums: new Float64Array(k * d),
    squares: new Float64Array(covarianceCount(form, k) * covarianceSize(form, d)),
  },
  concat: (a, b) => ({
    count: a.count + b.count,
    entropy: a.entropy + b.entropy,
    mass: sum(a.mass, b.mass),
    sums: sum(a.sums, b.sums),
    squares: sum(a.squares, b.squares),
  }),
});
