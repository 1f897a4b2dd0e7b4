/**
 * An elementwise formula, written once for float32 and float64 and once for vector and tail. `whole` moves a vector of
 * lanes; else one element goes through lane 0 of the same instructions, so that a value does not depend on its
 * position. Both switches are constants where they are inlined.
 */
import { at } from "./memory";
import { fma32, fma64 } from "./simd";

/** Elements of T in a vector. */
@inline export function lanes<T>(): i32 {
  return 16 >> (<i32>alignof<T>());
}

/** A number in every lane. */
@inline export function every<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** Elements i, i + 1, ... of p, or element i alone. */
@inline export function read<T>(whole: bool, p: usize, i: i32): v128 {
  if (whole) return v128.load(at<T>(p, i));
  return v128.load_splat<T>(at<T>(p, i));
}

/** Writes what `read` reads. */
@inline export function write<T>(whole: bool, p: usize, i: i32, x: v128): void {
  if (whole) v128.store(at<T>(p, i), x);
  else v128.store_lane<T>(at<T>(p, i), x, 0);
}

/** a * b + c: one rounding in the relaxed build, two in the plain one. */
@inline export function fma<T>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<T>() == 4) return fma32(a, b, c);
  return fma64(a, b, c);
}
