/** Cholesky factors and what they give: solutions, inverses, determinants. Float64, row-major, d small. */
import { either as E } from "fp-ts";
import { type ShapeMismatch, shapeMismatch } from "../core/shape.js";
import { badData, type Failure } from "../failure.js";

/** The lower triangle L, d x d with zeros above the diagonal, of a matrix A = L L^T. */
export interface Cholesky {
  readonly d: number;
  readonly lower: ArrayLike<number>;
}

/** A matrix that has no Cholesky factor: not symmetric positive definite, or singular to rounding. */
export type NotPositiveDefinite = Failure<"NotPositiveDefinite">;

const notPositiveDefinite = (j: number, d: number, pivot: number): NotPositiveDefinite =>
  badData("NotPositiveDefinite", "the matrix is not positive definite", {
    expected: "positive pivots",
    got: `${pivot} at pivot ${j} of 0..${d - 1}`,
    hint: "add a small positive number to its diagonal",
  });

/**
 * The factor of a d x d matrix, of which only the lower triangle is read.
 *
 * l_jj = sqrt(a_jj - sum_{k<j} l_jk^2), l_ij = (a_ij - sum_{k<j} l_ik l_jk) / l_jj (i > j)
 *
 * Errors: `NotPositiveDefinite`, with the first pivot that is not positive and finite, counted from 0;
 * `ShapeMismatch` where `a` does not have d x d elements.
 * Source: Golub & Van Loan, Matrix Computations, 4.2.
 *
 * @example
 * cholesky([4, 2, 2, 5], 2) // => E.right({ d: 2, lower: new Float64Array([2, 0, 1, 2]) })
 */
export const cholesky = (a: ArrayLike<number>, d: number): E.Either<NotPositiveDefinite | ShapeMismatch, Cholesky> => {
  if (a.length !== d * d) return E.left(shapeMismatch("the values are not a matrix", [d, d], [a.length]));
  const l = new Float64Array(d * d);
  for (let j = 0; j < d; j++)
    for (let i = j; i < d; i++) {
      let s = a[i * d + j]!;
      for (let k = 0; k < j; k++) s -= l[i * d + k]! * l[j * d + k]!;
      if (i > j) l[i * d + j] = s / l[j * d + j]!;
      else if (s > 0 && s < Number.POSITIVE_INFINITY) l[j * d + j] = Math.sqrt(s);
      else return E.left(notPositiveDefinite(j, d, s));
    }
  return E.right({ d, lower: l });
};

/**
 * y with L y = b, by forward substitution.
 *
 * @example
 * solveLower({ d: 2, lower: [2, 0, 1, 2] }, [2, 5]) // => new Float64Array([1, 2])
 */
export const solveLower = ({ d, lower }: Cholesky, b: ArrayLike<number>): Float64Array => {
  const y = new Float64Array(b); // `from` would iterate
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) y[i]! -= lower[i * d + k]! * y[k]!;
    y[i]! /= lower[i * d + i]!;
  }
  return y;
};

/**
 * x with L^T x = b, by back substitution.
 *
 * @example
 * solveUpper({ d: 2, lower: [2, 0, 1, 2] }, [4, 4]) // => new Float64Array([1, 2])
 */
export const solveUpper = ({ d, lower }: Cholesky, b: ArrayLike<number>): Float64Array => {
  const x = new Float64Array(b);
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++) x[i]! -= lower[k * d + i]! * x[k]!;
    x[i]! /= lower[i * d + i]!;
  }
  return x;
};

/**
 * A^-1 b, where A = L L^T.
 *
 * @example
 * solve({ d: 2, lower: [2, 0, 1, 2] }, [8, 12]) // => new Float64Array([1, 2])
 */
export const solve = (factor: Cholesky, b: ArrayLike<number>): Float64Array =>
  solveUpper(factor, solveLower(factor, b));

/**
 * L z.
 *
 * @example
 * timesLower({ d: 2, lower: [2, 0, 1, 2] }, [1, 2]) // => new Float64Array([2, 5])
 */
export const timesLower = ({ d, lower }: Cholesky, z: ArrayLike<number>): Float64Array => {
  const y = new Float64Array(d);
  for (let i = 0; i < d; i++) for (let k = 0; k <= i; k++) y[i]! += lower[i * d + k]! * z[k]!;
  return y;
};

/**
 * L^-1, d x d with zeros above the diagonal.
 *
 * @example
 * inverseLower({ d: 2, lower: [2, 0, 1, 4] }) // => new Float64Array([0.5, 0, -0.125, 0.25])
 */
export const inverseLower = ({ d, lower }: Cholesky): Float64Array => {
  const w = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    w[j * d + j] = 1 / lower[j * d + j]!;
    for (let i = j + 1; i < d; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i * d + k]! * w[k * d + j]!;
      w[i * d + j] = sum / lower[i * d + i]!;
    }
  }
  return w;
};

/**
 * A^-1 = W^T W with W = L^-1: d x d, symmetric to the bit.
 *
 * @example
 * inverse({ d: 1, lower: [2] }) // => new Float64Array([0.25])
 */
export const inverse = (factor: Cholesky): Float64Array => {
  const { d } = factor;
  const w = inverseLower(factor);
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < d; k++) sum += w[k * d + i]! * w[k * d + j]!;
      out[i * d + j] = out[j * d + i] = sum;
    }
  return out;
};

/**
 * log det A = 2 sum_j log l_jj, which does not overflow where the determinant does.
 *
 * @example
 * logDet({ d: 2, lower: [1, 0, 5, 1] }) // => 0
 */
export const logDet = ({ d, lower }: Cholesky): number => {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += Math.log(lower[j * d + j]!);
  return 2 * sum;
};

/**
 * b^T A^-1 b = |L^-1 b|^2, the squared Mahalanobis length.
 *
 * @example
 * quadratic({ d: 1, lower: [2] }, [4]) // => 4
 */
export const quadratic = (factor: Cholesky, b: ArrayLike<number>): number =>
  solveLower(factor, b).reduce((sum, y) => sum + y * y, 0);
