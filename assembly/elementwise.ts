/**
 * The loops of elementwise kernels. A formula is a class whose method `of` takes and returns vectors; a loop is
 * instantiated for it at compile time, so that all formulas have one order of access and one tail, whose values are the
 * lane's. `a` is the kernel's scalar in every lane. The output may be any of the inputs.
 */
import { at32, at64 } from "./memory";

/** The last 1, 2 or 3 float32 of an array; the other lanes repeat the first of them. */
function loadTail32(p: usize, count: i32): v128 {
  let v = v128.load32_splat(p);
  if (count > 1) v = v128.load_lane<f32>(p, v, 1, 4);
  if (count > 2) v = v128.load_lane<f32>(p, v, 2, 8);
  return v;
}

/** Stores the first 1, 2 or 3 lanes. */
function storeTail32(p: usize, v: v128, count: i32): void {
  v128.store_lane<f32>(p, v, 0);
  if (count > 1) v128.store_lane<f32>(p, v, 1, 4);
  if (count > 2) v128.store_lane<f32>(p, v, 2, 8);
}

/** out[i] = F(x[i]) in float32 */
@inline export function map32<F>(out: usize, x: usize, n: i32, a: v128 = f32x4.splat(0)): void {
  const formula = changetype<F>(0);
  const whole = n & ~3;
  const rest = n & 3;
  for (let i = 0; i < whole; i += 4) v128.store(at32(out, i), formula.of(v128.load(at32(x, i)), a));
  if (rest) storeTail32(at32(out, whole), formula.of(loadTail32(at32(x, whole), rest), a), rest);
}

/** out[i] = F(x[i], y[i]) in float32 */
@inline export function zip32<F>(out: usize, x: usize, y: usize, n: i32, a: v128 = f32x4.splat(0)): void {
  const formula = changetype<F>(0);
  const whole = n & ~3;
  const rest = n & 3;
  for (let i = 0; i < whole; i += 4)
    v128.store(at32(out, i), formula.of(v128.load(at32(x, i)), v128.load(at32(y, i)), a));
  if (!rest) return;
  const value = formula.of(loadTail32(at32(x, whole), rest), loadTail32(at32(y, whole), rest), a);
  storeTail32(at32(out, whole), value, rest);
}

/** out[i] = F(x[i]) in float64 */
@inline export function map64<F>(out: usize, x: usize, n: i32): void {
  const formula = changetype<F>(0);
  const whole = n & ~1;
  for (let i = 0; i < whole; i += 2) v128.store(at64(out, i), formula.of(v128.load(at64(x, i))));
  if (n & 1) v128.store_lane<f64>(at64(out, whole), formula.of(v128.load64_splat(at64(x, whole))), 0);
}
