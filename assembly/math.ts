/** Elementary functions on the lanes of a vector of T, float32 or float64. */
import { decay32x4, exp32x4, log1p32x4, log32x4 } from "./math32";
import { exp64x2, log1p64x2, log64x2 } from "./math64";
import { at } from "./memory";

@inline export function exp<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return exp32x4(x);
  return exp64x2(x);
}

@inline export function log<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return log32x4(x);
  return log64x2(x);
}

/** exp(-|x|) */
@inline export function decay<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return decay32x4(x);
  return exp64x2(f64x2.neg(f64x2.abs(x)));
}

/** log(1 + e) for 0 <= e <= 1 */
@inline export function log1p<T>(e: v128): v128 {
  if (sizeof<T>() == 4) return log1p32x4(e);
  return log1p64x2(e);
}

const numbers32 = memory.data<f32>([1, 0.5]);
const numbers64 = memory.data<f64>([1, 0.5]);

@inline function number<T>(i: i32): v128 {
  return v128.load_splat<T>(at<T>(sizeof<T>() == 4 ? numbers32 : numbers64, i));
}

@inline export function one<T>(): v128 {
  return number<T>(0);
}

@inline export function half<T>(): v128 {
  return number<T>(1);
}
