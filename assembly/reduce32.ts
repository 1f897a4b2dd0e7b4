/**
 * Reductions of float32: sums and products are kept in float64, in an order fixed by the length alone. Matrices are
 * row-major, m rows of n. Only the output of addRow32 may be its input.
 */
import { zip32 } from "./elementwise";
import { at32 } from "./memory";
import { fma64, sum64 } from "./simd";

/** The lower and the upper two of four float32 in float64. */
@inline function lower(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1));
}

/** sum of x */
export function sum32(x: usize, n: i32): f64 {
  const whole = n & ~3;
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const v = v128.load(at32(x, i));
    a = f64x2.add(a, lower(v));
    b = f64x2.add(b, upper(v));
  }
  let sum = sum64(f64x2.add(a, b));
  for (let i = whole; i < n; i++) sum += <f64>load<f32>(at32(x, i));
  return sum;
}

/** sum of x[i] y[i]: the products are exact */
export function dot32(x: usize, y: usize, n: i32): f64 {
  const whole = n & ~3;
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const v = v128.load(at32(x, i));
    const w = v128.load(at32(y, i));
    a = fma64(lower(v), lower(w), a);
    b = fma64(upper(v), upper(w), b);
  }
  let sum = sum64(f64x2.add(a, b));
  for (let i = whole; i < n; i++) sum += <f64>load<f32>(at32(x, i)) * <f64>load<f32>(at32(y, i));
  return sum;
}

/** sum of x[i]^2 */
export function sumSquares32(x: usize, n: i32): f64 {
  return dot32(x, x, n);
}

/** The largest of x; NaN where there is one, -inf where there is nothing; a zero is +0. */
export function max32(x: usize, n: i32): f32 {
  const whole = n & ~3;
  let most = f32x4.splat(-Infinity);
  let unordered = f32x4.splat(0);
  // pmax is one instruction, and passes NaN by
  for (let i = 0; i < whole; i += 4) {
    const v = v128.load(at32(x, i));
    most = f32x4.pmax(most, v);
    unordered = v128.or(unordered, f32x4.ne(v, v));
  }
  for (let i = whole; i < n; i++) {
    const v = v128.load32_splat(at32(x, i));
    most = f32x4.pmax(most, v);
    unordered = v128.or(unordered, f32x4.ne(v, v));
  }
  if (v128.any_true(unordered)) return NaN;
  most = f32x4.max(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  most = f32x4.max(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
  return f32x4.extract_lane(most, 0) + 0;
}

/** out[r] = sum of row r */
export function rowSums32(out: usize, x: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) store<f32>(at32(out, r), <f32>sum32(at32(x, r * n), n));
}

/** out[r] (int32) = the first column with the largest value of row r, 0 where nothing is comparable */
export function argmaxRows32(out: usize, x: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) {
    const row = at32(x, r * n);
    let best = 0;
    let most = -Infinity as f32;
    for (let j = 0; j < n; j++) {
      const value = load<f32>(at32(row, j));
      if (value > most) {
        most = value;
        best = j;
      }
    }
    store<i32>(at32(out, r), best);
  }
}

/**
 * out[j] = sum of column j, from <= j < to, which is added up row after row: sixteen columns abreast are one line of the
 * cache.
 */
export function columnSums32(out: usize, x: usize, m: i32, n: i32, from: i32, to: i32): void {
  let j = from;
  for (; j + 16 <= to; j += 16) {
    let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (let r = 0; r < m; r++) {
      const p = at32(x, r * n + j);
      a = f64x2.add(a, lower(v128.load(p)));
      b = f64x2.add(b, upper(v128.load(p)));
      c = f64x2.add(c, lower(v128.load(p, 16)));
      d = f64x2.add(d, upper(v128.load(p, 16)));
      e = f64x2.add(e, lower(v128.load(p, 32)));
      f = f64x2.add(f, upper(v128.load(p, 32)));
      g = f64x2.add(g, lower(v128.load(p, 48)));
      h = f64x2.add(h, upper(v128.load(p, 48)));
    }
    const q = at32(out, j);
    v128.store(q, joined(a, b));
    v128.store(q, joined(c, d), 16);
    v128.store(q, joined(e, f), 32);
    v128.store(q, joined(g, h), 48);
  }
  for (; j < to; j++) {
    let sum: f64 = 0;
    for (let r = 0; r < m; r++) sum += <f64>load<f32>(at32(x, r * n + j));
    store<f32>(at32(out, j), <f32>sum);
  }
}

/** Four float32 of two pairs of float64. */
@inline function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

@final class Add { @inline of(x: v128, y: v128, a: v128): v128 { return f32x4.add(x, y); } }

/** out[r, j] = x[r, j] + row[j] */
export function addRow32(out: usize, x: usize, row: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) zip32<Add>(at32(out, r * n), at32(x, r * n), row, n);
}
