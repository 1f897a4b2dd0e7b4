import { type Tensor, tensor } from "../../core/tensor.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";

/** What the QL iteration on a symmetric tridiagonal matrix T found, and the rotations that took it there. */
export interface Diagonalised {
  /** Eigenvalues of T, in no order; column i of the product of the rotations is the eigenvector of number i. */
  readonly values: Float64Array;
  /** (first row, number of rotations) of each sweep. */
  readonly sweeps: Int32Array;
  /** (c, s) of each rotation, a sweep's from its last row up. */
  readonly rotations: Float64Array;
}

/** Numbers behind one another, in an array that doubles. */
const recorder = () => {
  let numbers = new Float64Array(1024);
  let length = 0;
  return {
    push: (c: number, s: number): void => {
      if (length + 2 > numbers.length) {
        const longer = new Float64Array(2 * numbers.length);
        longer.set(numbers);
        numbers = longer;
      }
      numbers[length++] = c;
      numbers[length++] = s;
    },
    all: (): Float64Array => numbers.subarray(0, length),
  };
};

/** Sweeps that an eigenvalue may take; it takes two. */
const most = 60;

/**
 * The implicit QL iteration with Wilkinson's shift; off[i] lies between i - 1 and i. Rotations are recorded and not
 * applied: whoever wants few eigenvectors pays for few.
 *
 * An off-diagonal element counts as zero below 2^-53 of the norm, which is what rounding does to T anyway.
 * Throws where an eigenvalue needs more than 60 sweeps, which the shift excludes for finite numbers.
 * Source: Golub & Van Loan, Matrix Computations, 8.3.5; Bowdler, Martin, Reinsch & Wilkinson (1968), the same loop.
 *
 * @example
 * Array.from(diagonalise([0, 0], [0, 1]).values.sort(), Math.round) // => [-1, 1]
 */
export const diagonalise = (diagonal: ArrayLike<number>, off: ArrayLike<number>): Diagonalised => {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n); // e[i] lies between i and i + 1
  for (let i = 1; i < n; i++) e[i - 1] = off[i]!;
  const norm = d.reduce((top, di, i) => Math.max(top, Math.abs(di) + Math.abs(e[i]!)), 0);
  const negligible = norm * 2 ** -53;
  const sweeps: number[] = [];
  const { push, all } = recorder();

  const sweep = (first: number, last: number): void => {
    const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
    const root = Math.sqrt(half * half + 1);
    let g = d[last]! - d[first]! + e[first]! / (half + (half < 0 ? -root : root));
    let [s, c, p] = [1, 1, 0];
    let i = last - 1;
    for (; i >= first; i--) {
      const f = s * e[i]!;
      const b = c * e[i]!;
      const r = Math.sqrt(f * f + g * g);
      e[i + 1] = r;
      if (r === 0) break; // the matrix has come apart at i + 1
      s = f / r;
      c = g / r;
      g = d[i + 1]! - p;
      const t = (d[i]! - g) * s + 2 * c * b;
      p = s * t;
      d[i + 1] = g + p;
      g = c * t - b;
      push(c, s);
    }
    sweeps.push(i + 1, last - 1 - i);
    d[i < first ? first : i + 1]! -= p;
    if (i < first) e[first] = g;
    e[last] = 0;
  };

  for (let first = 0; first < n; first++)
    for (let made = 0; ; made++) {
      let last = first;
      while (last < n - 1 && Math.abs(e[last]!) > negligible) last++;
      if (last === first) break;
      if (made === most) throw new Error(`eigenvalue ${first} of ${n} did not settle in ${most} sweeps`);
      sweep(first, last);
    }
  return { values: d, sweeps: Int32Array.from(sweeps), rotations: all() };
};

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
