/**
 * Elementary functions on four float32 lanes, inlined into the kernels. Where lanes are clamped it is by pmin and pmax
 * with the argument first: they keep it where the comparison is false, as it is for NaN. Minimax fits by Remez.
 */
import { at32 } from "./memory";
import { fma32, fnma32 } from "./simd";

@inline function constant(p: usize, i: i32 = 0): v128 {
  return v128.load32_splat(at32(p, i));
}

/** 1.5 * 2^23: adding it rounds to the nearest integer, which then stands in the low bits. */
const roundingConstant = memory.data<f32>([12582912.0]);
const log2e = memory.data<f32>([1.44269504]);
/** ln 2 in two parts; the first has nine bits, so that its product with an exponent is exact. */
const ln2 = memory.data<f32>([0.693359375, -2.12194440e-4]);
const one = memory.data<f32>([1.0]);
const half = memory.data<f32>([0.5]);
const two = memory.data<f32>([2.0]);
const sign = memory.data<u32>([0x80000000]);

/** (exp r - 1 - r) / r^2 on |r| <= ln2 / 2: relative error of exp 7.4e-9. */
const expTail = memory.data<f32>([0.49999998155, 0.16666579779, 0.04166780055, 0.0083628686, 0.001382199]);

/** n + roundingConstant, n = round(x / ln2). */
@inline function quotient(x: v128): v128 {
  return fma32(x, constant(log2e), constant(roundingConstant));
}

/** exp(r) - 1 for r = x - n ln2. */
@inline function expm1Rest(x: v128, n: v128): v128 {
  const r = fnma32(n, constant(ln2, 1), fnma32(n, constant(ln2), x));
  let q = constant(expTail, 4);
  q = fma32(q, r, constant(expTail, 3));
  q = fma32(q, r, constant(expTail, 2));
  q = fma32(q, r, constant(expTail, 1));
  q = fma32(q, r, constant(expTail));
  return fma32(f32x4.mul(r, r), q, r);
}

/** 2^k, k being the integer in the low bits. */
@inline function power2(k: v128): v128 {
  return i32x4.add(i32x4.shl(k, 23), constant(one));
}

/** exp is infinite from the first and zero from the second on. */
const expRange = memory.data<f32>([89.0, -104.0]);

/** exp(x), within 2 ulp; underflow is gradual and exactly 0 below -103.98, infinite above 88.73. */
@inline export function exp32x4(x: v128): v128 {
  const v = f32x4.pmax(f32x4.pmin(x, constant(expRange)), constant(expRange, 1));
  const shifted = quotient(v);
  const p = f32x4.add(constant(one), expm1Rest(v, f32x4.sub(shifted, constant(roundingConstant))));
  // 2^n leaves the exponents of a float32 at both ends, 2^(n/2) does not: two factors, and only the last one rounds
  const n = i32x4.sub(shifted, constant(roundingConstant));
  const first = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(p, power2(first)), power2(i32x4.sub(n, first)));
}

const decayEnd = memory.data<f32>([-87.0]);

/** exp(-|x|), within 2 ulp down to |x| = 87, and 1.6e-38 beyond: what logistic functions need, in one factor. */
@inline export function decay32x4(x: v128): v128 {
  const v = f32x4.pmax(v128.or(x, constant(sign)), constant(decayEnd));
  const shifted = quotient(v);
  const p = f32x4.add(constant(one), expm1Rest(v, f32x4.sub(shifted, constant(roundingConstant))));
  return f32x4.mul(p, power2(shifted));
}

const expm1Range = memory.data<f32>([89.0, -30.0]);

/**
 * exp(x) - 1 = 2^n p + 2^n - 1, p = exp(r) - 1: nothing is lost near 0, where n = 0. In halves, s = 2^(n-1), because
 * 2^128 is no float32.
 *
 * Within 2 ulp; -1 below -17.4, infinite above 88.73, -0 at -0.
 */
@inline export function expm1_32x4(x: v128): v128 {
  const v = f32x4.pmax(f32x4.pmin(x, constant(expm1Range)), constant(expm1Range, 1));
  const shifted = quotient(v);
  const p = expm1Rest(v, f32x4.sub(shifted, constant(roundingConstant)));
  const s = i32x4.add(i32x4.shl(shifted, 23), constant(half));
  const rest = f32x4.sub(s, constant(half));
  const y = f32x4.add(fma32(s, f32x4.add(p, p), rest), rest);
  return v128.or(y, v128.and(x, constant(sign)));
}

/** Half of it is where tanh is 1 to the last bit. */
const tanhEnd = memory.data<f32>([20.0]);

/** tanh(x) = e / (e + 2) with the sign of x, e = exp(2|x|) - 1. Within 3 ulp; exactly 1 above 9.1, -0 at -0. */
@inline export function tanh32x4(x: v128): v128 {
  const magnitude = v128.andnot(x, constant(sign));
  const e = expm1_32x4(f32x4.pmin(f32x4.add(magnitude, magnitude), constant(tanhEnd)));
  const y = f32x4.div(e, f32x4.add(e, constant(two)));
  return v128.or(y, v128.and(x, constant(sign)));
}

/** 1 / (1 + exp(-x)), within 3 ulp down to x = -87, and 1.6e-38 below; exactly 1 above 17.4. */
@inline export function sigmoid32x4(x: v128): v128 {
  const e = decay32x4(x);
  const numerator = v128.bitselect(e, constant(one), f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(constant(one), e));
}

/** (log((1 + s) / (1 - s)) - 2s) / s^3 in z = s^2, s <= 1/3: relative error of log1p 4e-10. */
const log1pTail = memory.data<f32>([0.66666667356, 0.39999696175, 0.28592817717, 0.21699924557, 0.23254381461]);

/** log(1 + e) for 0 <= e <= 1, as 2 atanh(e / (2 + e)), within 2 ulp. */
@inline export function log1p32x4(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(constant(two), e));
  const z = f32x4.mul(s, s);
  let p = constant(log1pTail, 4);
  p = fma32(p, z, constant(log1pTail, 3));
  p = fma32(p, z, constant(log1pTail, 2));
  p = fma32(p, z, constant(log1pTail, 1));
  p = fma32(p, z, constant(log1pTail));
  return fma32(f32x4.mul(s, z), p, f32x4.add(s, s));
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), within 3 ulp down to x = -87, and 1.6e-38 below. */
@inline export function softplus32x4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p32x4(decay32x4(x)));
}

/** Bits: 1.0 less sqrt(1/2), to move the cut of the mantissas there; sqrt(1/2); the mantissa. */
const cut = memory.data<u32>([0x3f800000 - 0x3f3504f3, 0x3f3504f3, 0x007fffff]);
const bias = memory.data<i32>([127]);
/** The smallest normal number, and infinity. */
const normal = memory.data<f32>([1.17549435e-38, Infinity]);

/** The same quotient on s <= (sqrt2 - 1) / (sqrt2 + 1): relative error of log 2.8e-9. */
const logTail = memory.data<f32>([0.66666685323, 0.39988695838, 0.29583087626]);

/**
 * log(x): x = 2^k (1 + f), s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + s^2 p(s^2))), as in fdlibm's e_log.c.
 *
 * Within 1 ulp, subnormals too. log(0) = -inf, of a negative number NaN, of inf inf; NaN stays NaN.
 */
@inline export function log32x4(x: v128): v128 {
  const ordinary = v128.and(f32x4.ge(x, constant(normal)), f32x4.lt(x, constant(normal, 1)));
  if (i32x4.all_true(ordinary)) return logNormal(x, f32x4.splat(0));
  return logAny(x);
}

/** Positive normal numbers; `scale` is added to their exponent. */
@inline function logNormal(x: v128, scale: v128): v128 {
  const moved = i32x4.add(x, constant(cut));
  const exponent = i32x4.sub(i32x4.shr_u(moved, 23), constant(bias));
  const k = f32x4.add(f32x4.convert_i32x4_s(exponent), scale);
  const m = i32x4.add(v128.and(moved, constant(cut, 2)), constant(cut, 1));
  const f = f32x4.sub(m, constant(one));
  const s = f32x4.div(f, f32x4.add(m, constant(one)));
  const z = f32x4.mul(s, s);
  const p = fma32(fma32(constant(logTail, 2), z, constant(logTail, 1)), z, constant(logTail));
  const h = f32x4.mul(constant(half), f32x4.mul(f, f));
  const small = fma32(s, fma32(z, p, h), f32x4.mul(k, constant(ln2, 1)));
  return fma32(k, constant(ln2), f32x4.sub(f, f32x4.sub(h, small)));
}

/** The rest of the line: subnormals are brought up by 2^24; 0, negative numbers, inf and NaN have no exponent. */
function logAny(x: v128): v128 {
  const subnormal = f32x4.lt(x, constant(normal));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(16777216)), x, subnormal);
  const y = logNormal(scaled, v128.and(subnormal, f32x4.splat(-24)));
  const positive = v128.bitselect(y, x, f32x4.lt(x, constant(normal, 1)));
  const zero = f32x4.eq(x, f32x4.splat(0));
  const below = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), zero);
  return v128.bitselect(below, positive, f32x4.le(x, f32x4.splat(0)));
}
