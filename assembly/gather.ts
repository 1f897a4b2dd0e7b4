/** Rows of a data set by their numbers, as float32: a shuffled batch. out is dense [., n]; rows [from, to) of it. */
import { every } from "./lanes";
import { at32, bytes, step } from "./memory";

/** out[i] = x[rows[i]] / divisor for bytes x: rounded once, as a division of the exact integer is. */
export function gatherBytes32(out: usize, x: usize, rows: usize, n: i32, divisor: f64, from: i32, to: i32): void {
  const d = every<f32>(divisor);
  for (let i = from; i < to; i++) {
    const row = step(x, load<i32>(at32(rows, i)), n);
    const y = step(out, i, bytes<f32>(n));
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      const shorts = i16x8.extend_low_i8x16_u(v128.load32_zero(row + j));
      v128.store(at32(y, j), f32x4.div(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(shorts)), d));
    }
    for (; j < n; j++) store<f32>(at32(y, j), <f32>load<u8>(row + j) / <f32>divisor);
  }
}

/** out[i] = x[rows[i]] for floats x. */
export function gather32(out: usize, x: usize, rows: usize, n: i32, from: i32, to: i32): void {
  const width = bytes<f32>(n);
  for (let i = from; i < to; i++) memory.copy(step(out, i, width), step(x, load<i32>(at32(rows, i)), width), width);
}
