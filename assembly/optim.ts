/**
 * Optimiser steps without a scale of their own, in one pass over a block of parameters, for float32 and float64.
 *
 * `out` may be p or g; moments are rewritten in place. Scalars come in float64 and are rounded to T once.
 */
import { descend, moved, penalised } from "./descent";
import { every, fma, lanes, read, write } from "./lanes";
import { at32, at64 } from "./memory";
import { fma64, high64, low64, sum64 } from "./simd";

/** out = keep p + (a g + b p): scaling, decay of weights, and descent without memory (a = -rate). */
@inline function combine<T>(out: usize, p: usize, g: usize, keep: f64, a: f64, b: f64, from: i32, to: i32): void {
  const vk = every<T>(keep), va = every<T>(a), vb = every<T>(b);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>()) combineAt<T>(true, out, p, g, vk, va, vb, i);
  for (; i < to; i++) combineAt<T>(false, out, p, g, vk, va, vb, i);
}

@inline function combineAt<T>(whole: bool, out: usize, p: usize, g: usize, keep: v128, a: v128, b: v128, i: i32): void {
  const x = read<T>(whole, p, i);
  const update = fma<T>(a, read<T>(whole, g, i), v128.mul<T>(b, x));
  write<T>(whole, out, i, v128.add<T>(v128.mul<T>(keep, x), update));
}

export function combine32(out: usize, p: usize, g: usize, keep: f64, a: f64, b: f64, from: i32, to: i32): void {
  combine<f32>(out, p, g, keep, a, b, from, to);
}

export function combine64(out: usize, p: usize, g: usize, keep: f64, a: f64, b: f64, from: i32, to: i32): void {
  combine<f64>(out, p, g, keep, a, b, from, to);
}

/** out = keep p + min(max(g, -limit), limit); NaN stays NaN. */
@inline function clip<T>(out: usize, p: usize, g: usize, keep: f64, limit: f64, from: i32, to: i32): void {
  const vk = every<T>(keep), low = every<T>(-limit), high = every<T>(limit);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>()) clipAt<T>(true, out, p, g, vk, low, high, i);
  for (; i < to; i++) clipAt<T>(false, out, p, g, vk, low, high, i);
}

@inline function clipAt<T>(whole: bool, out: usize, p: usize, g: usize, keep: v128, low: v128, high: v128, i: i32): void {
  const update = v128.min<T>(v128.max<T>(read<T>(whole, g, i), low), high);
  write<T>(whole, out, i, v128.add<T>(v128.mul<T>(keep, read<T>(whole, p, i)), update));
}

export function clip32(out: usize, p: usize, g: usize, keep: f64, limit: f64, from: i32, to: i32): void {
  clip<f32>(out, p, g, keep, limit, from, to);
}

export function clip64(out: usize, p: usize, g: usize, keep: f64, limit: f64, from: i32, to: i32): void {
  clip<f64>(out, p, g, keep, limit, from, to);
}

/**
 * Descent with momentum: g += l2 p; m = beta m + gain g; step = a g + b m
 *
 * a = 0, b = rate is Polyak's; a = rate, b = rate beta is Nesterov's.
 */
@inline function momentum<T>(
  out: usize, p: usize, g: usize, m: usize,
  keep: f64, beta: f64, gain: f64, a: f64, b: f64, l2: f64, from: i32, to: i32,
): void {
  const vk = every<T>(keep), vbeta = every<T>(beta), vgain = every<T>(gain);
  const va = every<T>(a), vb = every<T>(b), vl2 = every<T>(l2);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>()) momentumAt<T>(true, out, p, g, m, vk, vbeta, vgain, va, vb, vl2, i);
  for (; i < to; i++) momentumAt<T>(false, out, p, g, m, vk, vbeta, vgain, va, vb, vl2, i);
}

@inline function momentumAt<T>(
  whole: bool, out: usize, p: usize, g: usize, m: usize,
  keep: v128, beta: v128, gain: v128, a: v128, b: v128, l2: v128, i: i32,
): void {
  const x = read<T>(whole, p, i);
  const slope = penalised<T>(whole, g, l2, x, i);
  const buffer = moved<T>(whole, m, beta, gain, slope, i);
  descend<T>(whole, out, keep, x, fma<T>(a, slope, v128.mul<T>(b, buffer)), i);
}

export function momentum32(
  out: usize, p: usize, g: usize, m: usize,
  keep: f64, beta: f64, gain: f64, a: f64, b: f64, l2: f64, from: i32, to: i32,
): void {
  momentum<f32>(out, p, g, m, keep, beta, gain, a, b, l2, from, to);
}

export function momentum64(
  out: usize, p: usize, g: usize, m: usize,
  keep: f64, beta: f64, gain: f64, a: f64, b: f64, l2: f64, from: i32, to: i32,
): void {
  momentum<f64>(out, p, g, m, keep, beta, gain, a, b, l2, from, to);
}

/**
 * sum of g[i]^2 over [from, to), accumulated in float64: two lanes, one sum each. The ranges of a larger sum must not
 * depend on the number of threads, or its bits do.
 */
export function squaredNorm32(g: usize, from: i32, to: i32): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const x = v128.load(at32(g, i));
    const a = low64(x);
    const b = high64(x);
    low = fma64(a, a, low);
    high = fma64(b, b, high);
  }
  let sum = sum64(f64x2.add(low, high));
  for (; i < to; i++) {
    const x = <f64>load<f32>(at32(g, i));
    sum += x * x;
  }
  return sum;
}

export function squaredNorm64(g: usize, from: i32, to: i32): f64 {
  let sums = f64x2.splat(0);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const x = v128.load(at64(g, i));
    sums = fma64(x, x, sums);
  }
  let sum = sum64(sums);
  if (i < to) {
    const x = load<f64>(at64(g, i));
    sum += x * x;
  }
  return sum;
}
