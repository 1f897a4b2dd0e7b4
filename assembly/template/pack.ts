import { at64 } from "../memory";

/** Adds the four lanes of v to four float64. */
@inline function addLanes(sums: usize, v: v128): void {
  const high = v128.shuffle<i64>(v, v, 1, 0);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_s(v)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_s(high)), 16);
}

/**
 * One row of byte images into groups of int16, less the pivot: pixels[g][j][row][l] = raw[j][8 g + l] - pivot, and
 * squares[8 g + l] += its squares. raw: `stride` bytes a column, 8 more behind the last; lanes behind `count` become 0.
 *
 * A square is below 2^16, so that a row of up to 2^15 columns adds up exactly in 32 bits.
 */
export function templatePackRow(
  pixels: usize, squares: usize, raw: usize, stride: i32, count: i32, pivot: i32, row: i32, height: i32, width: i32,
): void {
  const centre = i16x8.splat(<i16>pivot);
  const lanes = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  for (let first = 0; first < count; first += 8) {
    const used = i16x8.lt_s(lanes, i16x8.splat(<i16>min(8, count - first)));
    let low = i32x4.splat(0), high = low;
    let from = raw + <usize>first;
    let to = pixels + ((<usize>((first >> 3) * width * height + row)) << 4);
    for (let j = 0; j < width; j++) {
      const x = v128.and(i16x8.sub(v128.load8x8_u(from), centre), used);
      v128.store(to, x);
      low = i32x4.add(low, i32x4.extmul_low_i16x8_s(x, x));
      high = i32x4.add(high, i32x4.extmul_high_i16x8_s(x, x));
      from += <usize>stride;
      to += (<usize>height) << 4;
    }
    addLanes(at64(squares, first), low);
    addLanes(at64(squares, first + 4), high);
  }
}
