/**
 * Sums over pairs: for each query q from <= m < to of `queries` (m, d), over all n points x of weights w,
 *
 *   out[m] = log sum_n w_n k(|q_m - x_n|^2)
 *
 * Points lie dimension by dimension, (d, n), n a multiple of 4: fill up with points of weight 0. Lanes run over points;
 * a block of them has its squared distances, sums of squared differences, in `scratch`, which has `pairScratch()`
 * bytes. Coordinates are finite. A sum of nothing is -inf.
 */
import { exp64, log64 } from "./math64";
import { at64 } from "./memory";
import { fma64, fnma64, sum64 } from "./simd";

/** Points of a block: their squares take 4 KB of the first cache. */
const block: i32 = 512;

/** The bytes of scratch that a sum needs, whatever its shape. */
export function pairScratch(): i32 {
  return block << 3;
}

@inline function constant(p: usize, i: i32 = 0): v128 {
  return v128.load64_splat(at64(p, i));
}

/** squares[i] = sum_j (q_j - x_ij)^2, for `count` points, a multiple of 4; `stride` points lie between dimensions. */
function distances(squares: usize, q: usize, x: usize, count: i32, stride: i32, d: i32): void {
  for (let j = 0; j < d; j++) {
    const c = v128.load64_splat(at64(q, j));
    for (let i = 0; i < count; i += 4) {
      const p = at64(x, i), s = at64(squares, i);
      const a = f64x2.sub(c, v128.load(p)), b = f64x2.sub(c, v128.load(p, 16));
      if (j == 0) {
        v128.store(s, f64x2.mul(a, a));
        v128.store(s, f64x2.mul(b, b), 16);
      } else {
        v128.store(s, fma64(a, a, v128.load(s)));
        v128.store(s, fma64(b, b, v128.load(s, 16)), 16);
      }
    }
    x = at64(x, stride);
  }
}

@final class Root { @inline of(s: v128): v128 { return f64x2.sqrt(s); } }
@final class Itself { @inline of(s: v128): v128 { return s; } }

/** In place of each square s its exponent e = log w - rate f(s); returns the largest. */
@inline function exponents<F>(squares: usize, logWeights: usize, count: i32, rate: f64): f64 {
  const f = changetype<F>(0);
  const r = f64x2.splat(rate);
  let left = f64x2.splat(-Infinity), right = left;
  for (let i = 0; i < count; i += 4) {
    const s = at64(squares, i), w = at64(logWeights, i);
    const a = fnma64(f.of(v128.load(s)), r, v128.load(w));
    const b = fnma64(f.of(v128.load(s, 16)), r, v128.load(w, 16));
    v128.store(s, a);
    v128.store(s, b, 16);
    left = f64x2.pmax(left, a);
    right = f64x2.pmax(right, b);
  }
  const top = f64x2.pmax(left, right);
  return max(f64x2.extract_lane(top, 0), f64x2.extract_lane(top, 1));
}

/** log2 e; 1.5 * 2^52, which rounds to an integer; ln 2 in two parts, the first with room for an exponent; 1. */
const reduction = memory.data<f64>([
  1.4426950408889634, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 1.0,
]);
/** Below it exp counts as 7e-308: its exponent stays normal, and beside a term of 1 it is nothing. */
const least = memory.data<f64>([-707.0]);
/** (exp r - 1 - r) / r^2 on |r| <= ln2 / 2, by Remez: relative error of exp 2.9e-16. */
const tail = memory.data<f64>([
  0.49999999999998324, 0.16666666666611554, 0.041666666668136475, 0.008333333370870236, 0.0013888888516229644,
  0.00019841185235998588, 2.4801931715000066e-05, 2.7634990883473627e-06, 2.747679813367258e-07,
]);

/**
 * sum_i exp(e_i - top), each e_i <= top: n = round(log2 e x), r = x - n ln2, exp x = 2^n (1 + r + r^2 q(r)).
 *
 * Two vectors go side by side, because half of the work is loading constants; even and odd powers of q are two chains,
 * half as long as one. Each term is within 4 roundings.
 */
function sumExp(e: usize, count: i32, top: f64): f64 {
  const t = f64x2.splat(top);
  let left = f64x2.splat(0), right = left;
  for (const end = at64(e, count); e < end; e += 32) {
    let c = constant(least);
    const x = f64x2.pmax(f64x2.sub(v128.load(e), t), c), y = f64x2.pmax(f64x2.sub(v128.load(e, 16), t), c);
    const roundingConstant = constant(reduction, 1);
    c = constant(reduction);
    const m = fma64(x, c, roundingConstant), n = fma64(y, c, roundingConstant);
    const k = f64x2.sub(m, roundingConstant), l = f64x2.sub(n, roundingConstant);
    c = constant(reduction, 2);
    let r = fnma64(k, c, x), s = fnma64(l, c, y);
    c = constant(reduction, 3);
    r = fnma64(k, c, r); s = fnma64(l, c, s);
    const u = f64x2.mul(r, r), v = f64x2.mul(s, s);
    c = constant(tail, 8);
    let p = c, q = c;
    c = constant(tail, 6); p = fma64(p, u, c); q = fma64(q, v, c);
    c = constant(tail, 4); p = fma64(p, u, c); q = fma64(q, v, c);
    c = constant(tail, 2); p = fma64(p, u, c); q = fma64(q, v, c);
    c = constant(tail); p = fma64(p, u, c); q = fma64(q, v, c);
    c = constant(tail, 7);
    let o = c, w = c;
    c = constant(tail, 5); o = fma64(o, u, c); w = fma64(w, v, c);
    c = constant(tail, 3); o = fma64(o, u, c); w = fma64(w, v, c);
    c = constant(tail, 1); o = fma64(o, u, c); w = fma64(w, v, c);
    p = fma64(o, r, p); q = fma64(w, s, q);
    c = constant(reduction, 4);
    p = f64x2.add(c, fma64(u, p, r)); q = f64x2.add(c, fma64(v, q, s));
    // the integers in the low bits of m and n, added to the exponents
    left = f64x2.add(left, i64x2.add(p, i64x2.shl(m, 52)));
    right = f64x2.add(right, i64x2.add(q, i64x2.shl(n, 52)));
  }
  return sum64(f64x2.add(left, right));
}

/** Unbounded kernels, k = exp(-rate f(s)), from log-weights: log-sum-exp about the largest exponent so far. */
@inline function logSumExp<F>(
  out: usize, queries: usize, points: usize, logWeights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, rate: f64,
): void {
  for (let m = from; m < to; m++) {
    let top = -Infinity, sum: f64 = 0;
    for (let i = 0; i < n; i += block) {
      const count = min(block, n - i);
      distances(scratch, at64(queries, m * d), at64(points, i), count, n, d);
      const higher = exponents<F>(scratch, at64(logWeights, i), count, rate);
      if (higher > top) {
        sum *= exp64(top - higher);
        top = higher;
      }
      if (top > -Infinity) sum += sumExp(scratch, count, top);
    }
    store<f64>(at64(out, m), top + log64(sum));
  }
}

/** k(s) = exp(-rate s); the weights are logarithms. */
export function pairGaussian(
  out: usize, queries: usize, points: usize, logWeights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, rate: f64,
): void {
  logSumExp<Itself>(out, queries, points, logWeights, scratch, from, to, n, d, rate);
}

/** k(s) = exp(-rate sqrt s); the weights are logarithms. */
export function pairExponential(
  out: usize, queries: usize, points: usize, logWeights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, rate: f64,
): void {
  logSumExp<Root>(out, queries, points, logWeights, scratch, from, to, n, d, rate);
}

/** cos(pi u / 2) / (1 - u^2) in u^2 on [0, 1], by Remez: relative error 1.8e-17. */
const cosine = memory.data<f64>([
  1.0, -0.23370055013616764, 0.01996895776483318, -0.0008945229981205861, 2.4737274991230315e-05,
  -4.6476310813675224e-07, 6.318066956569764e-09, -6.304668990950095e-11,
]);

@final class TopHat { @inline of(z: v128): v128 { return f64x2.splat(1); } }
@final class Epanechnikov { @inline of(z: v128): v128 { return f64x2.sub(f64x2.splat(1), z); } }
@final class Linear { @inline of(z: v128): v128 { return f64x2.sub(f64x2.splat(1), f64x2.sqrt(z)); } }
@final class Cosine {
  @inline of(z: v128): v128 {
    let p = constant(cosine, 7);
    p = fma64(p, z, constant(cosine, 6));
    p = fma64(p, z, constant(cosine, 5));
    p = fma64(p, z, constant(cosine, 4));
    p = fma64(p, z, constant(cosine, 3));
    p = fma64(p, z, constant(cosine, 2));
    p = fma64(p, z, constant(cosine, 1));
    p = fma64(p, z, constant(cosine));
    return f64x2.mul(f64x2.sub(f64x2.splat(1), z), p);
  }
}

/** sum_i w_i k(z_i), z = s / h^2: a quotient, which is 1 exactly at the edge of the support, and the edge is outside. */
@inline function sumInside<K>(squares: usize, weights: usize, count: i32, h2: f64): f64 {
  const k = changetype<K>(0);
  const one = f64x2.splat(1), divisor = f64x2.splat(h2);
  let sum = f64x2.splat(0);
  for (let i = 0; i < count; i += 2) {
    const z = f64x2.div(v128.load(at64(squares, i)), divisor);
    sum = fma64(v128.and(f64x2.lt(z, one), k.of(z)), v128.load(at64(weights, i)), sum);
  }
  return sum64(sum);
}

/** Kernels of bounded support, s < h2. */
@inline function logSum<K>(
  out: usize, queries: usize, points: usize, weights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, h2: f64,
): void {
  for (let m = from; m < to; m++) {
    let sum: f64 = 0;
    for (let i = 0; i < n; i += block) {
      const count = min(block, n - i);
      distances(scratch, at64(queries, m * d), at64(points, i), count, n, d);
      sum += sumInside<K>(scratch, at64(weights, i), count, h2);
    }
    store<f64>(at64(out, m), log64(sum));
  }
}

/** k = 1 */
export function pairTopHat(
  out: usize, queries: usize, points: usize, weights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, h2: f64,
): void {
  logSum<TopHat>(out, queries, points, weights, scratch, from, to, n, d, h2);
}

/** k = 1 - s / h2 */
export function pairEpanechnikov(
  out: usize, queries: usize, points: usize, weights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, h2: f64,
): void {
  logSum<Epanechnikov>(out, queries, points, weights, scratch, from, to, n, d, h2);
}

/** k = 1 - sqrt(s / h2) */
export function pairLinear(
  out: usize, queries: usize, points: usize, weights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, h2: f64,
): void {
  logSum<Linear>(out, queries, points, weights, scratch, from, to, n, d, h2);
}

/** k = cos(pi/2 sqrt(s / h2)) */
export function pairCosine(
  out: usize, queries: usize, points: usize, weights: usize, scratch: usize,
  from: i32, to: i32, n: i32, d: i32, h2: f64,
): void {
  logSum<Cosine>(out, queries, points, weights, scratch, from, to, n, d, h2);
}
