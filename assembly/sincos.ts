/**
 * Sine and cosine of a turn: of (q + f) quarter turns, q an integer and |f| <= 1/2. The reduction of u in [0, 1) is
 * exact: q = round(4u), f = 4u - q, with q in the low bits of the sum. Minimax fits by Remez.
 */
import { at32, at64 } from "./memory";
import { fma32, fma64 } from "./simd";

@inline function constant32(p: usize, i: i32 = 0): v128 {
  return v128.load32_splat(at32(p, i));
}

@inline function constant64(p: usize, i: i32 = 0): v128 {
  return v128.load64_splat(at64(p, i));
}

/** 1.5 * 2^23 and 1.5 * 2^52: adding it rounds to an integer. */
const shifter32 = memory.data<f32>([12582912.0]);
const shifter64 = memory.data<f64>([6755399441055744.0]);

/** The quadrant of u, with other bits above its two. */
@inline export function quadrant32x4(u: v128): v128 {
  return fma32(u, f32x4.splat(4), constant32(shifter32));
}

/** What is left of u, in quarter turns. */
@inline export function offset32x4(u: v128, quadrant: v128): v128 {
  return f32x4.sub(f32x4.mul(u, f32x4.splat(4)), f32x4.sub(quadrant, constant32(shifter32)));
}

/** sin(pi f / 2) / f in f^2: relative error 3.2e-9; cos(pi f / 2): 5.6e-11. */
const sine32 = memory.data<f32>([1.57079632171, -0.64596346023, 0.07968003277, -0.00460165789]);
const cosine32 = memory.data<f32>([1.0, -1.23370053956, 0.2536691826, -0.02085993603, 0.00090336297]);

@inline export function sine32x4(f: v128): v128 {
  const z = f32x4.mul(f, f);
  let p = constant32(sine32, 3);
  p = fma32(p, z, constant32(sine32, 2));
  p = fma32(p, z, constant32(sine32, 1));
  p = fma32(p, z, constant32(sine32));
  return f32x4.mul(p, f);
}

@inline export function cosine32x4(f: v128): v128 {
  const z = f32x4.mul(f, f);
  let p = constant32(cosine32, 4);
  p = fma32(p, z, constant32(cosine32, 3));
  p = fma32(p, z, constant32(cosine32, 2));
  p = fma32(p, z, constant32(cosine32, 1));
  return fma32(p, z, constant32(cosine32));
}

/** sin of (quadrant + f) quarter turns, from sin and cos of f: they change places in odd quadrants. */
@inline export function rotated32x4(sine: v128, cosine: v128, quadrant: v128): v128 {
  const odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const negative = i32x4.shl(i32x4.shr_u(quadrant, 1), 31);
  return v128.xor(v128.bitselect(cosine, sine, odd), negative);
}

@inline export function quadrant64x2(u: v128): v128 {
  return fma64(u, f64x2.splat(4), constant64(shifter64));
}

@inline export function offset64x2(u: v128, quadrant: v128): v128 {
  return f64x2.sub(f64x2.mul(u, f64x2.splat(4)), f64x2.sub(quadrant, constant64(shifter64)));
}

/** sin(pi f / 2) / f in f^2: relative error 3.3e-18; cos(pi f / 2): 3.6e-20. */
const sine64 = memory.data<f64>([
  1.5707963267948966, -0.6459640975062443, 0.07969262624603957, -0.00468175413228242, 0.00016044115029166428,
  -3.598641754487236e-06, 5.633721016484235e-08,
]);
const cosine64 = memory.data<f64>([
  1.0, -1.2337005501361697, 0.2536695079010466, -0.020863480763308004, 0.00091926027414677, -2.52020365582037e-05,
  4.7106035811494286e-07, -6.320557322387727e-09,
]);

@inline export function sine64x2(f: v128): v128 {
  const z = f64x2.mul(f, f);
  let p = constant64(sine64, 6);
  p = fma64(p, z, constant64(sine64, 5));
  p = fma64(p, z, constant64(sine64, 4));
  p = fma64(p, z, constant64(sine64, 3));
  p = fma64(p, z, constant64(sine64, 2));
  p = fma64(p, z, constant64(sine64, 1));
  p = fma64(p, z, constant64(sine64));
  return f64x2.mul(p, f);
}

@inline export function cosine64x2(f: v128): v128 {
  const z = f64x2.mul(f, f);
  let p = constant64(cosine64, 7);
  p = fma64(p, z, constant64(cosine64, 6));
  p = fma64(p, z, constant64(cosine64, 5));
  p = fma64(p, z, constant64(cosine64, 4));
  p = fma64(p, z, constant64(cosine64, 3));
  p = fma64(p, z, constant64(cosine64, 2));
  p = fma64(p, z, constant64(cosine64, 1));
  return fma64(p, z, constant64(cosine64));
}

@inline export function rotated64x2(sine: v128, cosine: v128, quadrant: v128): v128 {
  const odd = i64x2.sub(i64x2.splat(0), v128.and(quadrant, i64x2.splat(1)));
  const negative = i64x2.shl(i64x2.shr_u(quadrant, 1), 63);
  return v128.xor(v128.bitselect(cosine, sine, odd), negative);
}
