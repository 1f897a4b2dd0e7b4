/** Sums over the rows of a block, feature by feature, in float64 [2, n]: a tile of rows after the other. */
import { read, write } from "../lanes";
import { at64 } from "../memory";

/** Rows that are summed at a time: four features of them are one cache line each. */
export const tile: i32 = 64;

/** Both sums of features [from, to) = 0. */
@inline export function clear(sums: usize, n: i32, from: i32, to: i32): void {
  memory.fill(at64(sums, from), 0, (<usize>(to - from)) << 3);
  memory.fill(at64(sums, n + from), 0, (<usize>(to - from)) << 3);
}

/** sums[j], sums[j + 1] += low and sums[j + 2], sums[j + 3] += high, or sums[j] += the first lane. */
@inline export function addTo(whole: bool, sums: usize, j: i32, low: v128, high: v128): void {
  write<f64>(whole, sums, j, f64x2.add(read<f64>(whole, sums, j), low));
  if (whole) write<f64>(true, sums, j + 2, f64x2.add(read<f64>(true, sums, j + 2), high));
}
