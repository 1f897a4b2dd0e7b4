/** a * b + c on four float32 lanes: one rounding in the relaxed build, two in the plain one. */
@inline export function fma32(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a * b + c on two float64 lanes: one rounding in the relaxed build, two in the plain one. */
@inline export function fma64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** c - a * b on four float32 lanes. */
@inline export function fnma32(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** c - a * b on two float64 lanes. */
@inline export function fnma64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

/** The lower two float32 lanes as float64. */
@inline export function low64(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The upper two float32 lanes as float64. */
@inline export function high64(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

/** Sum of the two float64 lanes. */
@inline export function sum64(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** a * b + c on the lanes of a vector of T, float32 or float64. */
@inline export function fma<T>(a: v128, b: v128, c: v128): v128 {
  return sizeof<T>() == 4 ? fma32(a, b, c) : fma64(a, b, c);
}
