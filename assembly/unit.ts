/** Random bits as numbers of the unit interval, without rounding. */

/** [0, 1) in steps of 2^-24: the upper 24 bits of each 32. */
@inline export function unit32x4(word: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word, 8)), f32x4.splat(1.0 / 16777216.0));
}

/** (0, 1] in steps of 2^-31 near 0, which is where a logarithm needs them: (v + 1/2) / 2^31, v the upper 31 bits. */
@inline export function positive32x4(word: v128): v128 {
  const v = f32x4.convert_i32x4_s(i32x4.shr_u(word, 1));
  return f32x4.mul(f32x4.add(v, f32x4.splat(0.5)), f32x4.splat(1.0 / 2147483648.0));
}

/** Integers below 2^53 as floats: both halves under an exponent of their own, of which the difference is exact. */
@inline function float64x2(v: v128): v128 {
  const upper = v128.or(i64x2.shr_u(v, 32), f64x2.splat(19342813113834066795298816.0)); // 2^84, steps of 2^32
  const lower = v128.or(v128.and(v, i64x2.splat(0xffffffff)), f64x2.splat(4503599627370496.0)); // 2^52, steps of 1
  return f64x2.add(f64x2.sub(upper, f64x2.splat(19342813118337666422669312.0)), lower); // 2^84 + 2^52
}

/** [0, 1) in steps of 2^-53: the upper 53 bits of each 64. */
@inline export function unit64x2(block: v128): v128 {
  return f64x2.mul(float64x2(i64x2.shr_u(block, 11)), f64x2.splat(1.0 / 9007199254740992.0));
}

/** (0, 1] in steps of 2^-53: (v + 1/2) / 2^53, v the upper 53 bits. */
@inline export function positive64x2(block: v128): v128 {
  const v = float64x2(i64x2.shr_u(block, 11));
  return f64x2.mul(f64x2.add(v, f64x2.splat(0.5)), f64x2.splat(1.0 / 9007199254740992.0));
}
