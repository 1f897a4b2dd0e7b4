import { type Tensor, tensor } from "../../core/tensor.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { diagonalise } from "./ql.js";

/** Eigenvalues of a symmetric matrix, all of them, falling; and orthonormal eigenvectors of the first few, a row each. */
export interface Eigen {
  readonly values: Float64Array;
  /** (k, d) */
  readonly vectors: Tensor;
}

/** Columns of a panel of assembly/eigen.ts. */
const panel = 8;

/** Makes the element of the largest absolute value positive, the first of equals: no vector has two signs. */
export const fixSign = (row: Float64Array): void => {
  const top = row.reduce((best, x, j) => (Math.abs(x) > Math.abs(row[best]!) ? j : best), 0);
  if (row[top]! < 0) for (let j = 0; j < row.length; j++) row[j] = -row[j]!;
};

/** Unit vectors, those of number `chosen`, as the columns of panels [panel][row][8]. */
const unitPanels = (chosen: readonly number[], d: number): Float64Array => {
  const panels = new Float64Array(Math.ceil(chosen.length / panel) * panel * d);
  chosen.forEach((i, column) => {
    panels[(Math.floor(column / panel) * d + i) * panel + (column % panel)] = 1;
  });
  return panels;
};

const rowsOf = (panels: Float64Array, k: number, d: number): Float64Array => {
  const rows = new Float64Array(k * d);
  for (let column = 0; column < k; column++) {
    const row = rows.subarray(column * d, (column + 1) * d);
    for (let i = 0; i < d; i++) row[i] = panels[(Math.floor(column / panel) * d + i) * panel + (column % panel)]!;
    fixSign(row);
  }
  return rows;
};

const solve = ({ kernels, arena }: Workspace, a: Float64Array, d: number, count: (values: Float64Array) => number) => {
  const [diagonal, off, tau, scratch] = [d, d, d, 3 * d].map(arena.alloc64);
  const matrix = arena.put64(a);
  kernels.tridiagonalise(diagonal!, off!, tau!, matrix, scratch!, d);
  const { values, sweeps, rotations } = diagonalise(arena.f64(diagonal!, d), arena.f64(off!, d));

  const order = Array.from(values.keys()).sort((i, j) => values[j]! - values[i]!);
  const sorted = Float64Array.from(order, (i) => values[i]!);
  const k = count(sorted);
  const panels = unitPanels(order.slice(0, k), d);
  const at = { panels: arena.put64(panels), rotations: arena.put64(rotations), sweeps: arena.alloc(4 * sweeps.length) };
  arena.i32(at.sweeps, sweeps.length).set(sweeps);
  const sizes = [sweeps.length / 2, rotations.length / 2] as const;
  kernels.eigenvectors(at.panels, at.rotations, at.sweeps, ...sizes, matrix, tau!, d, 0, Math.ceil(k / panel));
  return { values: sorted, vectors: tensor([k, d], rowsOf(arena.f64(at.panels, panels.length), k, d)) };
};

/**
 * The eigenvalues of a symmetric d x d matrix, of which the lower triangle is read, and the eigenvectors of the first
 * `count(values)` of them, each with its largest element positive.
 *
 * Values, and A v - lambda v, are within a small multiple of d 2^-53 |A|. The elements are finite.
 * Source: Householder's reduction and implicit QL; Golub & Van Loan, Matrix Computations, 8.3.
 *
 * @example
 * const { values } = symmetricEigen(runtime, new Float64Array([2, 1, 1, 2]), 2, () => 1);
 * Array.from(values, Math.round) // => [3, 1]
 */
export const symmetricEigen = (
  runtime: Runtime,
  a: Float64Array,
  d: number,
  count: (values: Float64Array) => number,
): Eigen => {
  // to numbers about 1, of which no square leaves the range: by a power of two, which rounds nothing
  const top = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scale = top > 0 ? 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(top)))) : 1;
  const unscaled = (values: Float64Array) => values.map((x) => x * scale);
  const { values, vectors } = runtime.using((workspace) =>
    solve(
      workspace,
      a.map((x) => x / scale),
      d,
      (scaled) => count(unscaled(scaled)),
    ),
  );
  return { values: unscaled(values), vectors };
};
