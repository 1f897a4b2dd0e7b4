/**
 * exp and log on two float64 lanes, right on the whole line. What leaves this file is inlined into the kernels; the
 * polynomials are minimax fits (Remez, 50 digits), so that no engine's `Math.exp` decides a bit of a result.
 */
import { at64 } from "./memory";
import { fma64, fnma64 } from "./simd";

/** The lane form of a constant that lies in a data segment. */
@inline function constant(p: usize, i: i32 = 0): v128 {
  return v128.load64_splat(at64(p, i));
}

/** 1.5 * 2^52: adding it rounds to the nearest integer, which then stands in the low bits. */
const roundingConstant = memory.data<f64>([6755399441055744.0]);
const log2e = memory.data<f64>([1.4426950408889634]);
/** ln 2 in two parts; the first has 21 trailing zeros, so that its product with an exponent is exact. */
const ln2 = memory.data<f64>([0.6931471803691238, 1.9082149292705877e-10]);
const one = memory.data<f64>([1.0]);
const half = memory.data<f64>([0.5]);
const halfLn2 = memory.data<f64>([0.34657359027997264]);

/** exp is infinite from the first and zero from the second on: the reduction needs no more of the line. */
const expRange = memory.data<f64>([710.0, -746.0]);

/** (exp r - 1 - r) / r^2 on |r| <= ln2 / 2: relative error of exp 1.6e-19. */
const expTail = memory.data<f64>([
  0.5, 0.1666666666666667, 0.04166666666666649, 0.008333333333326353, 0.001388888888900412, 0.00019841269874169251,
  2.480158704407223e-05, 2.755725612412186e-06, 2.755754207300885e-07, 2.5104948917973477e-08, 2.0825140319195926e-09,
]);

/** (exp r - 1 - r) / r^2 */
@inline function tail(r: v128): v128 {
  let q = constant(expTail, 10);
  q = fma64(q, r, constant(expTail, 9));
  q = fma64(q, r, constant(expTail, 8));
  q = fma64(q, r, constant(expTail, 7));
  q = fma64(q, r, constant(expTail, 6));
  q = fma64(q, r, constant(expTail, 5));
  q = fma64(q, r, constant(expTail, 4));
  q = fma64(q, r, constant(expTail, 3));
  q = fma64(q, r, constant(expTail, 2));
  q = fma64(q, r, constant(expTail, 1));
  return fma64(q, r, constant(expTail));
}

/**
 * exp(x): x = n ln2 + r, exp(x) = 2^n (1 + r + r^2 q(r)).
 *
 * Within 1 ulp. Underflow is gradual, and exactly 0 below -745.14; infinite above 709.79; NaN stays NaN.
 */
@inline export function exp64x2(x: v128): v128 {
  // pmin and pmax keep their first argument where the comparison is false, as it is for NaN
  const v = f64x2.pmax(f64x2.pmin(x, constant(expRange)), constant(expRange, 1));
  const n = f64x2.sub(fma64(v, constant(log2e), constant(roundingConstant)), constant(roundingConstant));
  const r = fnma64(n, constant(ln2, 1), fnma64(n, constant(ln2), v));
  const p = f64x2.add(constant(one), fma64(f64x2.mul(r, r), tail(r), r));
  // 2^n leaves the exponents of a float64 at both ends, 2^(n/2) does not: two factors, and only the last one rounds
  const shifted = fma64(n, constant(half), constant(roundingConstant));
  const rest = f64x2.add(f64x2.sub(n, f64x2.sub(shifted, constant(roundingConstant))), constant(roundingConstant));
  return f64x2.mul(f64x2.mul(p, power2(shifted)), power2(rest));
}

/**
 * exp(x) - 1 - x, never below 0: how far exp lies above its tangent at 0. Near 0 it is x^2 q(x), and nothing cancels;
 * beyond ln2 / 2 the difference is more than a twentieth of its largest term.
 */
@inline export function expExcess64x2(x: v128): v128 {
  const near = f64x2.le(f64x2.abs(x), constant(halfLn2));
  const far = f64x2.sub(f64x2.sub(exp64x2(x), constant(one)), x);
  return v128.bitselect(f64x2.mul(f64x2.mul(x, x), tail(x)), far, near);
}

/** log(1 + e) for 0 <= e <= 1, within 3 ulp: log(u) of the rounded u = 1 + e, and what the rounding lost (Kahan). */
@inline export function log1p64x2(e: v128): v128 {
  const u = f64x2.add(constant(one), e);
  const lost = f64x2.sub(e, f64x2.sub(u, constant(one)));
  return f64x2.add(log64x2(u), f64x2.div(lost, u));
}

/** 2^k, k being the integer in the low bits of a shifted float. */
@inline function power2(shifted: v128): v128 {
  return i64x2.add(i64x2.shl(shifted, 52), constant(one));
}

/** The float64 whose bits are 1.0's minus those of sqrt(1/2): moves the cut of the mantissas from 1 to sqrt(1/2). */
const cut = memory.data<u64>([0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x3fe6a09e667f3bcd, 0x000fffffffffffff]);
/** 2^52, under which an integer exponent is a float; and the same with the bias of the exponents. */
const exponent = memory.data<f64>([4503599627370496.0, 4503599627371519.0]);
/** The smallest normal number, and infinity. */
const normal = memory.data<f64>([2.2250738585072014e-308, Infinity]);

/** (log((1 + s) / (1 - s)) - 2s) / s^3 in z = s^2, s <= (sqrt2 - 1) / (sqrt2 + 1): relative error of log 9e-18. */
const logTail = memory.data<f64>([
  0.666666666666667, 0.39999999999899445, 0.28571428626399253, 0.22222211072836892, 0.18182893219063329,
  0.1533159694877952, 0.1461787281792654,
]);

/**
 * log(x): x = 2^k (1 + f), s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + s^2 p(s^2))), as in fdlibm's e_log.c.
 *
 * Within 1 ulp, subnormals too. log(0) = -inf, of a negative number NaN, of inf inf; NaN stays NaN.
 */
@inline export function log64x2(x: v128): v128 {
  const ordinary = v128.and(f64x2.ge(x, constant(normal)), f64x2.lt(x, constant(normal, 1)));
  if (i64x2.all_true(ordinary)) return logNormal(x, f64x2.splat(0));
  return logAny(x);
}

/** Positive normal numbers; `scale` is added to their exponent. */
@inline function logNormal(x: v128, scale: v128): v128 {
  const moved = i64x2.add(x, constant(cut));
  const biased = v128.or(i64x2.shr_u(moved, 52), constant(exponent));
  const k = f64x2.add(f64x2.sub(biased, constant(exponent, 1)), scale);
  const m = i64x2.add(v128.and(moved, constant(cut, 2)), constant(cut, 1));
  const f = f64x2.sub(m, constant(one));
  const s = f64x2.div(f, f64x2.add(m, constant(one)));
  const z = f64x2.mul(s, s);
  let p = constant(logTail, 6);
  p = fma64(p, z, constant(logTail, 5));
  p = fma64(p, z, constant(logTail, 4));
  p = fma64(p, z, constant(logTail, 3));
  p = fma64(p, z, constant(logTail, 2));
  p = fma64(p, z, constant(logTail, 1));
  p = fma64(p, z, constant(logTail));
  const h = f64x2.mul(constant(half), f64x2.mul(f, f));
  const small = fma64(s, fma64(z, p, h), f64x2.mul(k, constant(ln2, 1)));
  return fma64(k, constant(ln2), f64x2.sub(f, f64x2.sub(h, small)));
}

/** The rest of the line: subnormals are brought up by 2^54; 0, negative numbers, inf and NaN have no exponent. */
function logAny(x: v128): v128 {
  const subnormal = f64x2.lt(x, constant(normal));
  const scaled = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, subnormal);
  const y = logNormal(scaled, v128.and(subnormal, f64x2.splat(-54)));
  const positive = v128.bitselect(y, x, f64x2.lt(x, constant(normal, 1)));
  const zero = f64x2.eq(x, f64x2.splat(0));
  const below = v128.bitselect(f64x2.splat(-Infinity), f64x2.splat(NaN), zero);
  return v128.bitselect(below, positive, f64x2.le(x, f64x2.splat(0)));
}

/** exp of one number: the lane's formula. */
@inline export function exp64(x: f64): f64 {
  return f64x2.extract_lane(exp64x2(f64x2.splat(x)), 0);
}

/** log of one number: the lane's formula. */
@inline export function log64(x: f64): f64 {
  return f64x2.extract_lane(log64x2(f64x2.splat(x)), 0);
}
