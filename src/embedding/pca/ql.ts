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
