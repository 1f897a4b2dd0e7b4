/**
 * The symmetric eigenproblem in float64: A = Q T Q^T with T tridiagonal, and eigenvectors of A from those of T.
 *
 * Q is a product of reflections H_i = I - tau_i u_i u_i^T, i = n - 1, ..., 1, u_i in the first i rows, chosen so that
 * row i of A becomes (0, ..., 0, beta): Householder's reduction from the last row up, which has every vector it needs
 * in a row. Source: Golub & Van Loan, Matrix Computations, 8.3; the order is that of EISPACK's tred2.
 */
import { at64, step } from "./memory";
import { fma64, fnma64, sum64 } from "./simd";

/** Squares below it are no length: the largest element of A is about 1, beside which 1e-30 is far below rounding. */
const nothing: f64 = 1e-60;

/** x . y */
function dot(x: usize, y: usize, n: i32): f64 {
  let sum = f64x2.splat(0);
  const whole = n & ~1;
  for (let j = 0; j < whole; j += 2) sum = fma64(v128.load(at64(x, j)), v128.load(at64(y, j)), sum);
  let total = sum64(sum);
  if (n & 1) total += load<f64>(at64(x, whole)) * load<f64>(at64(y, whole));
  return total;
}

/** row[j] -= a w[j] + b v[j], j < n */
function subtract(row: usize, a: f64, w: usize, b: f64, v: usize, n: i32): void {
  for (let j = 0; j < n; j++)
    store<f64>(at64(row, j), load<f64>(at64(row, j)) - a * load<f64>(at64(w, j)) - b * load<f64>(at64(v, j)));
}

/**
 * One pass over the lower triangle of the first n rows, which is what the reduction costs: the update that the last
 * reflection left, and the product with the vector of the next one.
 *
 *   A -= v w^T + w v^T,   p = A u       (A symmetric: row r gives p_r its dot product and p_j, j < r, its multiple)
 */
function updateAndMultiply(a: usize, stride: usize, v: usize, w: usize, u: usize, p: usize, n: i32): void {
  memory.fill(p, 0, at64(0, n));
  for (let r = 0; r < n; r++) {
    const vr = load<f64>(at64(v, r)), wr = load<f64>(at64(w, r)), ur = load<f64>(at64(u, r));
    const vs = f64x2.splat(vr), ws = f64x2.splat(wr), us = f64x2.splat(ur);
    const whole = r & ~1;
    let sum = f64x2.splat(0);
    for (let j = 0; j < whole; j += 2) {
      const q = at64(a, j), t = at64(p, j);
      const x = fnma64(ws, v128.load(at64(v, j)), fnma64(vs, v128.load(at64(w, j)), v128.load(q)));
      v128.store(q, x);
      sum = fma64(x, v128.load(at64(u, j)), sum);
      v128.store(t, fma64(x, us, v128.load(t)));
    }
    let total = sum64(sum);
    for (let j = whole; j <= r; j++) {
      const q = at64(a, j), t = at64(p, j);
      const x = load<f64>(q) - vr * load<f64>(at64(w, j)) - wr * load<f64>(at64(v, j));
      store<f64>(q, x);
      total += x * load<f64>(at64(u, j));
      if (j < r) store<f64>(t, load<f64>(t) + x * ur);
    }
    store<f64>(at64(p, r), load<f64>(at64(p, r)) + total);
    a += stride;
  }
}

/** The reflection of x (n numbers) onto the last axis: x becomes u; returns beta, stores tau = 2 / |u|^2. */
function reflection(x: usize, n: i32, tau: usize): f64 {
  const last = at64(x, n - 1), end = load<f64>(last);
  const squares = dot(x, x, n - 1);
  if (squares < nothing) {
    store<f64>(tau, 0);
    return end;
  }
  const length = sqrt(squares + end * end);
  const beta = end > 0 ? -length : length;
  store<f64>(last, end - beta);
  store<f64>(tau, 1 / (beta * (beta - end)));
  return beta;
}

/**
 * diagonal[i], and off[i] between i - 1 and i (off[0] = 0), of T. The lower triangle of A, n rows of n, becomes the
 * vectors u_i; tau has n numbers, `scratch` 3 n.
 */
export function tridiagonalise(diagonal: usize, off: usize, tau: usize, a: usize, scratch: usize, n: i32): void {
  const stride = at64(0, n);
  let v = scratch, w = scratch + stride, p = w + stride;
  memory.fill(scratch, 0, 3 * stride);
  for (let i = n - 1; i >= 0; i--) {
    const row = step(a, i, stride);
    subtract(row, load<f64>(at64(v, i)), w, load<f64>(at64(w, i)), v, i + 1);
    store<f64>(at64(diagonal, i), load<f64>(at64(row, i)));
    if (i == 0) break;
    store<f64>(at64(off, i), reflection(row, i, at64(tau, i)));
    const t = load<f64>(at64(tau, i));
    updateAndMultiply(a, stride, v, w, row, p, i);
    // w = tau p - (tau^2 p.u / 2) u, in place of p
    const half = 0.5 * t * t * dot(p, row, i);
    for (let j = 0; j < i; j++)
      store<f64>(at64(p, j), t * load<f64>(at64(p, j)) - half * load<f64>(at64(row, j)));
    const spent = w;
    w = p;
    p = spent;
    v = row;
  }
  store<f64>(off, 0);
  store<f64>(tau, 0);
}

/** Bytes of a row of a panel: eight columns, which four registers hold. */
const panelRow: usize = 64;

/** Row `first` and those behind it, rotated: (x_i, x_i+1) <- (c x_i + s x_i+1, c x_i+1 - s x_i), i ascending. */
function turn(row: usize, cosines: usize, count: i32): void {
  let a = v128.load(row), b = v128.load(row, 16), c = v128.load(row, 32), d = v128.load(row, 48);
  // recorded from the last row up
  for (let t = at64(cosines, 2 * (count - 1)); t >= cosines; t -= 16) {
    const cos = v128.load64_splat(t), sin = v128.load64_splat(t, 8);
    const next = row + panelRow;
    let y = v128.load(next);
    v128.store(row, fma64(sin, y, f64x2.mul(cos, a)));
    a = fnma64(sin, a, f64x2.mul(cos, y));
    y = v128.load(next, 16);
    v128.store(row, fma64(sin, y, f64x2.mul(cos, b)), 16);
    b = fnma64(sin, b, f64x2.mul(cos, y));
    y = v128.load(next, 32);
    v128.store(row, fma64(sin, y, f64x2.mul(cos, c)), 32);
    c = fnma64(sin, c, f64x2.mul(cos, y));
    y = v128.load(next, 48);
    v128.store(row, fma64(sin, y, f64x2.mul(cos, d)), 48);
    d = fnma64(sin, d, f64x2.mul(cos, y));
    row = next;
  }
  v128.store(row, a); v128.store(row, b, 16); v128.store(row, c, 32); v128.store(row, d, 48);
}

/** The first n rows of a panel, reflected: X -= tau u (u^T X). */
function reflect(panel: usize, u: usize, tau: f64, n: i32): void {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let row = panel;
  for (let j = 0; j < n; j++) {
    const x = v128.load64_splat(at64(u, j));
    a = fma64(x, v128.load(row), a);
    b = fma64(x, v128.load(row, 16), b);
    c = fma64(x, v128.load(row, 32), c);
    d = fma64(x, v128.load(row, 48), d);
    row += panelRow;
  }
  row = panel;
  for (let j = 0; j < n; j++) {
    const x = f64x2.splat(tau * load<f64>(at64(u, j)));
    v128.store(row, fnma64(x, a, v128.load(row)));
    v128.store(row, fnma64(x, b, v128.load(row, 16)), 16);
    v128.store(row, fnma64(x, c, v128.load(row, 32)), 32);
    v128.store(row, fnma64(x, d, v128.load(row, 48)), 48);
    row += panelRow;
  }
}

/**
 * X <- Q G X, where G is the product of all rotations of the QL iteration on T, so that unit vectors become
 * eigenvectors of A: only those that are wanted cost anything. X (n rows) lies in panels of eight columns,
 * [panel][row][8], of which from <= panel < to are done.
 *
 * `sweeps` has (first row, number of rotations) for each sweep, int32; `cosines` (c, s) for each rotation, a sweep's from
 * its last row up; G = (first sweep) (second sweep) ..., so the last one is applied first.
 */
export function eigenvectors(
  panels: usize, cosines: usize, sweeps: usize, sweepCount: i32, rotationCount: i32, a: usize, tau: usize,
  n: i32, from: i32, to: i32,
): void {
  for (let k = from; k < to; k++) {
    const panel = step(panels, k * n, panelRow);
    let at = at64(cosines, 2 * rotationCount);
    for (let s = sweepCount - 1; s >= 0; s--) {
      const first = load<i32>(at64(sweeps, s)), count = load<i32>(at64(sweeps, s), 4);
      at -= step(0, count, 16);
      turn(step(panel, first, panelRow), at, count);
    }
    for (let i = 1; i < n; i++) reflect(panel, step(a, i, at64(0, n)), load<f64>(at64(tau, i)), i);
  }
}
