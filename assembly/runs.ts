/** Runs: float32 numbers side by side, too few for a call of memory.copy to pay. Inlined. */
import { at32 } from "./memory";

/** out = x, n numbers */
@inline export function copyRun(out: usize, x: usize, n: i32): void {
  const whole = n & ~3;
  for (let j = 0; j < whole; j += 4) v128.store(at32(out, j), v128.load(at32(x, j)));
  for (let j = whole; j < n; j++) store<f32>(at32(out, j), load<f32>(at32(x, j)));
}

/** out = 0, n numbers */
@inline export function clearRun(out: usize, n: i32): void {
  const whole = n & ~3;
  for (let j = 0; j < whole; j += 4) v128.store(at32(out, j), f32x4.splat(0));
  for (let j = whole; j < n; j++) store<f32>(at32(out, j), 0);
}

/** out += x, n numbers */
@inline export function addRun(out: usize, x: usize, n: i32): void {
  const whole = n & ~3;
  for (let j = 0; j < whole; j += 4)
    v128.store(at32(out, j), f32x4.add(v128.load(at32(out, j)), v128.load(at32(x, j))));
  for (let j = whole; j < n; j++) store<f32>(at32(out, j), load<f32>(at32(out, j)) + load<f32>(at32(x, j)));
}
