import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import { covarianceCount, type Form } from "./components.js";
import { type Block, columns, groupSize, type MissingPattern } from "./missingPatterns.js";

/** Weighted sums of monomials of a pattern's observed coordinates: `MixtureStatistics` before anything is said of what is missing. */
export interface ObservedMoments {
  /** [k]. */
  readonly counts: Float64Array;
  /** [k][observed]. */
  readonly sums: Float64Array;
  /** [c][observed][observed] or [c][observed]. */
  readonly squares: Float64Array;
}

/** Adds up the monomials of blocks; `q` of a block may be any responsibilities. */
export interface MomentSums {
  readonly add: (block: Pick<Block, "from" | "to" | "q">) => void;
  readonly moments: () => ObservedMoments;
}

/** The columns of a matrix with rows of `width`, one behind the other. */
const transposed = (matrix: Float64Array, width: number): Float64Array => {
  const rows = matrix.length / width;
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) out[j * rows + i] = matrix[i * width + j]!;
  return out;
};

/** Lower triangles, row by row, as symmetric matrices. */
const symmetric = (triangles: Float64Array, count: number, d: number): Float64Array => {
  const out = new Float64Array(count * d * d);
  for (let c = 0, at = 0; c < count; c++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b <= a; b++, at++) out[(c * d + a) * d + b] = out[(c * d + b) * d + a] = triangles[at]!;
  return out;
};

/**
 * The sums of a normal's sufficient statistics T(x) = (1, x, x x^T), or (1, x, x_a^2), as one product of matrices:
 *
 *   sum_n T(x_n) q[j][n],   T [monomial][n]
 *
 * A covariance for all components needs its squares once only, weighted by w_n = sum_j q[j][n].
 */
export const momentSums = (workspace: Workspace, pattern: MissingPattern, k: number, form: Form): MomentSums => {
  const { kernels, arena } = workspace;
  const { observed, x, weights } = pattern;
  const d = observed.length;
  const linear = 1 + d;
  const quadratic = form.dense ? (d * (d + 1)) / 2 : d;
  const classes = covarianceCount(form, k);
  const linearSums = arena.alloc64(linear * k + quadratic * classes);
  const quadraticSums = linearSums + 8 * linear * k;
  const scratch = arena.alloc(kernels.mixtureScratch(linear + quadratic));
  arena.f64(linearSums, linear * k + quadratic * classes).fill(0);
  return {
    add: ({ from, to, q }) => {
      const base = q - 8 * groupSize * from; // the kernel counts groups from 0, and rows
      const sum = (out: Pointer, r: Pointer, outputs: number, first: number, last: number): void =>
        kernels.mixtureSums(out, x, r, from, to - from, d, form.dense ? 1 : 0, outputs, columns, scratch, first, last);
      if (form.shared) {
        sum(linearSums, base, k, 0, linear);
        sum(quadraticSums - 8 * linear, weights, 1, linear, linear + quadratic);
      } else sum(linearSums, base, k, 0, linear + quadratic);
    },
    moments: () => {
      const first = arena.f64(linearSums, linear * k);
      const squares = transposed(arena.f64(quadraticSums, quadratic * classes), classes);
      return {
        counts: first.slice(0, k),
        sums: transposed(first.subarray(k), k),
        squares: form.dense ? symmetric(squares, classes, d) : squares,
      };
    },
  };
};
