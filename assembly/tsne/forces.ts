/**
 * What the points of a map do to each other. With the kernel k = 1 / (1 + |x_i - y_j|^2), over all pairs i, j,
 *
 *   attraction  A_i = sum over j of p_ij k (x_i - y_j)
 *   repulsion   R_i = sum over j of k^2 (x_i - y_j)
 *   kernel sum  z_i = sum over j of k
 *
 * in one pass over p: the gradient needs the sum of all z only afterwards. A negative p_ij says that i, j is no pair
 * (affinities.ts). Points lie coordinate by coordinate, y[c][j], in 1 to 3 dimensions; x is y, or points of their own.
 *
 * Terms of 128 neighbours are summed in T, those sums in float64. In float32, with u = 2^-24 and the roundings of a
 * term, |error| <= 48 u sum |term| to first order in u.
 */
import { every, fma, lanes } from "../lanes";
import { at, at64 } from "../memory";
import { sum64 } from "../simd";

const one = memory.data<f64>([1.0]);

/** Neighbours whose terms are summed in T. */
const block: i32 = 128;

/** Adds the lanes to a float64. */
@inline function gather<T>(p: usize, v: v128): void {
  let sum = v;
  if (sizeof<T>() == 4)
    sum = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)));
  store<f64>(p, load<f64>(p) + sum64(sum));
}

/** Coordinate c of a point in every lane; 0 past the last one. */
@inline function coordinate<T>(c: i32, dims: i32, x: usize, stride: i32): v128 {
  return c < dims ? v128.load_splat<T>(at<T>(x, c * stride)) : v128.splat<T>(<T>0);
}

/**
 * One point against one block: sums += A, R, z, each `rows` float64 behind the other. `whole` says that all are pairs:
 * a constant where this is inlined, as `dims` is, and two operations of fourteen.
 */
@inline function addForces<T>(
  whole: bool, dims: i32, sums: usize, rows: i32, p: usize, end: usize, x: usize, xStride: i32, y: usize, stride: i32,
): void {
  const x0 = coordinate<T>(0, dims, x, xStride);
  const x1 = coordinate<T>(1, dims, x, xStride);
  const x2 = coordinate<T>(2, dims, x, xStride);
  const unit = every<T>(load<f64>(one)), zero = v128.splat<T>(<T>0), next = at<T>(0, stride);
  let a0 = zero, a1 = zero, a2 = zero, r0 = zero, r1 = zero, r2 = zero, z = zero;
  for (; p < end; p += 16, y += 16) {
    const pij = v128.load(p);
    const d0 = v128.sub<T>(x0, v128.load(y));
    const d1 = dims > 1 ? v128.sub<T>(x1, v128.load(y + next)) : zero;
    const d2 = dims > 2 ? v128.sub<T>(x2, v128.load(y + 2 * next)) : zero;
    let s = fma<T>(d0, d0, unit);
    if (dims > 1) s = fma<T>(d1, d1, s);
    if (dims > 2) s = fma<T>(d2, d2, s);
    let k = v128.div<T>(unit, s);
    if (!whole) k = v128.and(k, v128.ge<T>(pij, zero));
    const pull = v128.mul<T>(pij, k), push = v128.mul<T>(k, k);
    z = v128.add<T>(z, k);
    a0 = fma<T>(pull, d0, a0);
    r0 = fma<T>(push, d0, r0);
    if (dims > 1) {
      a1 = fma<T>(pull, d1, a1);
      r1 = fma<T>(push, d1, r1);
    }
    if (dims > 2) {
      a2 = fma<T>(pull, d2, a2);
      r2 = fma<T>(push, d2, r2);
    }
  }
  gather<T>(sums, a0);
  if (dims > 1) gather<T>(at64(sums, rows), a1);
  if (dims > 2) gather<T>(at64(sums, 2 * rows), a2);
  gather<T>(at64(sums, dims * rows), r0);
  if (dims > 1) gather<T>(at64(sums, (dims + 1) * rows), r1);
  if (dims > 2) gather<T>(at64(sums, (dims + 2) * rows), r2);
  gather<T>(at64(sums, 2 * dims * rows), z);
}

/** Rows [from, to), block by block. All of a block are pairs but where the diagonal or the padding lies in it. */
@inline function forces<T>(
  dims: i32, sums: usize, rows: i32, p: usize, x: usize, xStride: i32,
  y: usize, n: i32, stride: i32, self: bool, from: i32, to: i32,
): void {
  for (let i = from; i < to; i++) {
    const xi = at<T>(x, i), row = at<T>(p, i * stride), sum = at64(sums, i);
    for (let c = 0; c <= 2 * dims; c++) store<f64>(at64(sum, c * rows), 0);
    for (let j = 0; j < stride; j += block) {
      const pj = at<T>(row, j), end = at<T>(row, min(j + block, stride)), yj = at<T>(y, j);
      const whole = j + block <= n && !(self && j <= i && i < j + block);
      if (whole) addForces<T>(true, dims, sum, rows, pj, end, xi, xStride, yj, stride);
      else addForces<T>(false, dims, sum, rows, pj, end, xi, xStride, yj, stride);
    }
  }
}

/** sums: A (dims rows), R (dims rows), z, in rows of `rows` float64. `self`: x is y, and no point meets itself. */
export function tsneForces32(
  sums: usize, rows: i32, p: usize, x: usize, xStride: i32,
  y: usize, n: i32, stride: i32, dims: i32, self: bool, from: i32, to: i32,
): void {
  if (dims == 1) forces<f32>(1, sums, rows, p, x, xStride, y, n, stride, self, from, to);
  else if (dims == 2) forces<f32>(2, sums, rows, p, x, xStride, y, n, stride, self, from, to);
  else forces<f32>(3, sums, rows, p, x, xStride, y, n, stride, self, from, to);
}

/** The same in float64. */
export function tsneForces64(
  sums: usize, rows: i32, p: usize, x: usize, xStride: i32,
  y: usize, n: i32, stride: i32, dims: i32, self: bool, from: i32, to: i32,
): void {
  if (dims == 1) forces<f64>(1, sums, rows, p, x, xStride, y, n, stride, self, from, to);
  else if (dims == 2) forces<f64>(2, sums, rows, p, x, xStride, y, n, stride, self, from, to);
  else forces<f64>(3, sums, rows, p, x, xStride, y, n, stride, self, from, to);
}
