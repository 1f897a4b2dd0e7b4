/** Transposition: blocks of as many rows and columns as a vector has lanes turn round in registers. */
import { at32, bytes, step } from "./memory";

/** One block; strides are in bytes. */
@inline export function transposeBlock<T>(out: usize, outRow: usize, x: usize, xRow: usize): void {
  const a = v128.load(x), b = v128.load(x + xRow);
  if (sizeof<T>() == 8) {
    v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(out + outRow, v128.shuffle<i64>(a, b, 1, 3));
  } else {
    const c = v128.load(x + 2 * xRow), d = v128.load(x + 3 * xRow);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(out + outRow, v128.shuffle<i64>(ab, cd, 1, 3));
    v128.store(out + 2 * outRow, v128.shuffle<i64>(ef, gh, 0, 2));
    v128.store(out + 3 * outRow, v128.shuffle<i64>(ef, gh, 1, 3));
  }
}

/** out[j, i] = x[i, j] of m rows and n columns of float32; rows are `outRow` and `xRow` bytes apart. */
export function transposeRows(out: usize, outRow: usize, x: usize, xRow: usize, m: i32, n: i32): void {
  const rows = m & ~3, columns = n & ~3;
  for (let i = 0; i < rows; i += 4) {
    const from = step(x, i, xRow), to = at32(out, i);
    for (let j = 0; j < columns; j += 4) transposeBlock<f32>(step(to, j, outRow), outRow, at32(from, j), xRow);
    moveElements(step(to, columns, outRow), outRow, at32(from, columns), xRow, 4, n - columns);
  }
  moveElements(at32(out, rows), outRow, step(x, rows, xRow), xRow, m - rows, n);
}

function moveElements(out: usize, outRow: usize, x: usize, xRow: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) store<f32>(at32(step(out, j, outRow), i), load<f32>(at32(step(x, i, xRow), j)));
}

/** out[j, i] = x[i, j] for the matrices [from, to), m rows and n columns each, one behind the other. */
export function transpose32(out: usize, x: usize, m: i32, n: i32, from: i32, to: i32): void {
  for (let k = from; k < to; k++)
    transposeRows(at32(out, k * m * n), bytes<f32>(m), at32(x, k * m * n), bytes<f32>(n), m, n);
}
