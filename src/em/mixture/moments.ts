import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import { type Cohort, groupSize } from "./cohorts.js";
import { covarianceCount, type Form } from "./components.js";
import type { Tile } from "./posterior.js";
import { columns } from "./tiles.js";

/** Weighted sums of monomials of a cohort's observed coordinates: `Statistics` before anything is said of what is missing. */
export interface Moments {
  /** [k]. */
  readonly mass: Float64Array;
  /** [k][observed]. */
  readonly sums: Float64Array;
  /** [c][observed][observed] or [c][observed]. */
  readonly squares: Float64Array;
}

/** Adds up the monomials of tiles; `q` of a tile may be any responsibilities. */
export interface MomentSums {
  readonly add: (tile: Pick<Tile, "from" | "to" | "q">) => void;
  readonly moments: () => Moments;
}

/** Column j of a matrix with rows of `width`. */
const column = (matrix: Float64Array, width: number, j: number): Float64Array =>
  Float64Array.from({ length: matrix.length / width }, (_, i) => matrix[i * width + j]!);

/** A lower triangle, row by row, as the symmetric matrix. */
const symmetric = (triangle: Float64Array, d: number): Float64Array => {
  const matrix = new Float64Array(d * d);
  for (let a = 0, at = 0; a < d; a++)
    for (let b = 0; b <= a; b++, at++) matrix[a * d + b] = matrix[b * d + a] = triangle[at]!;
  return matrix;
};

/**
 * The sums of a normal's sufficient statistics T(x) = (1, x, x x^T), or (1, x, x_a^2), as one product of matrices:
 *
 *   sum_n T(x_n) q[j][n],   T [monomial][n]
 *
 * A covariance for all components needs its squares once only, weighted by w_n = sum_j q[j][n].
 */
export const momentSums = (workspace: Workspace, cohort: Cohort, k: number, form: Form): MomentSums => {
  const { kernels, arena } = workspace;
  const { observed, x, weights } = cohort;
  const d = observed.length;
  const linear = 1 + d;
  const quadratic = form.dense ? (d * (d + 1)) / 2 : d;
  const classes = covarianceCount(form, k);
  const linearSums = arena.alloc64(linear * k);
  const quadraticSums = arena.alloc64(quadratic * classes);
  const scratch = arena.alloc(kernels.mixtureScratch(Math.max(linear, quadratic)));
  arena.f64(linearSums, linear * k).fill(0);
  arena.f64(quadraticSums, quadratic * classes).fill(0);
  return {
    add: ({ from, to, q }) => {
      const base = q - 8 * groupSize * from; // the kernel counts groups from 0, and rows
      const sum = (out: Pointer, r: Pointer, outputs: number, first: number, last: number): void =>
        kernels.mixtureSums(out, x, r, from, to - from, d, form.dense ? 1 : 0, outputs, columns, scratch, first, last);
      sum(linearSums, base, k, 0, linear);
      sum(quadraticSums - 8 * linear * classes, form.shared ? weights : base, classes, linear, linear + quadratic);
    },
    moments: () => {
      const first = arena.f64(linearSums, linear * k);
      const second = arena.f64(quadraticSums, quadratic * classes);
      const squares = Array.from({ length: classes }, (_, c) => column(second, classes, c));
      return {
        mass: first.slice(0, k),
        sums: Float64Array.from(
          Array.from({ length: k }, (_, j) => column(first, k, j).subarray(1)).flatMap((row) => [...row]),
        ),
        squares: Float64Array.from(squares.flatMap((row) => [...(form.dense ? symmetric(row, d) : row)])),
      };
    },
  };
};
