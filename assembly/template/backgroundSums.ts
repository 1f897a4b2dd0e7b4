import { at64 } from "../memory";
import { fma64, sum64 } from "../simd";
import { addOctets, block, octets, pair, zero } from "./lanes";

/** Octets of the tables of one group: `above`, `below` and `outside`. */
@inline function tableOctets(dys: i32, width: i32): i32 {
  return 2 * (dys + 1) + dys * width;
}

/**
 * What the windows leave out, for the groups [from, to), with sums of q over shifts:
 *
 *   above[dy]        over the rows of shifts before dy          below[dy]     over those from dy on
 *   outside[dy, j]   over the windows of row dy that leave column j out
 *
 * tables: [g][above (dys + 1), below (dys + 1), outside (dys x width)][8]. scratch: 2 (dxs + 1) octets.
 */
export function templateOutside(
  tables: usize, posterior: usize, scratch: usize, width: i32, faceWidth: i32, dys: i32, from: i32, to: i32,
): void {
  const dxs = width - faceWidth + 1;
  const left = scratch; // dxs + 1: left[d] = sum of q over dx < d
  const right = octets(left, dxs + 1); // dxs + 1: right[d] = sum of q over dx >= d
  for (let g = from; g < to; g++) {
    const above = octets(tables, g * tableOctets(dys, width));
    const below = octets(above, dys + 1);
    const outside = octets(below, dys + 1);
    zero(above, 1);
    zero(octets(below, dys), 1);
    for (let dy = 0; dy < dys; dy++) {
      const q = octets(posterior, (g * dys + dy) * dxs);
      zero(left, 1);
      zero(octets(right, dxs), 1);
      for (let d = 0; d < dxs; d++) addOctets(octets(left, d + 1), octets(left, d), octets(q, d));
      for (let d = dxs - 1; d >= 0; d--) addOctets(octets(right, d), octets(right, d + 1), octets(q, d));
      // windows right of column j begin at dx > j, windows left of it end at dx + w <= j; never a difference of sums,
      // so that a pixel which no shift leaves out gets exactly 0
      for (let j = 0; j < width; j++) {
        const out = octets(outside, dy * width + j);
        addOctets(out, octets(left, max(0, j - faceWidth + 1)), octets(right, min(dxs, j + 1)));
      }
      addOctets(octets(above, dy + 1), octets(above, dy), right);
    }
    for (let dy = dys - 1; dy >= 0; dy--) {
      const q = octets(posterior, (g * dys + dy) * dxs);
      memory.copy(octets(below, dy), octets(below, dy + 1), 64);
      for (let d = 0; d < dxs; d++) addOctets(octets(below, dy), octets(below, dy), octets(q, d));
    }
  }
}

/** sums[i] += c . x[i] over `rows` pixels; sums: two lanes a pixel. */
function addWeighted<T extends number>(sums: usize, x: usize, c0: v128, c1: v128, c2: v128, c3: v128, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    const low = fma64(pair<T>(x, 1), c1, fma64(pair<T>(x, 0), c0, v128.load(sums)));
    v128.store(sums, fma64(pair<T>(x, 3), c3, fma64(pair<T>(x, 2), c2, low)));
    x += block<T>();
    sums += 16;
  }
}

function backgroundSums<T extends number>(
  sums: usize, pixels: usize, tables: usize, first: i32, groups: i32,
  height: i32, width: i32, faceHeight: i32, from: i32, to: i32,
): void {
  const dys = height - faceHeight + 1;
  const column = (<usize>height) * block<T>();
  for (let j = from; j < to; j++) {
    for (let g = first; g < first + groups; g++) {
      const above = octets(tables, g * tableOctets(dys, width));
      const below = octets(above, dys + 1);
      const outside = octets(below, dys + 1);
      const x = pixels + (<usize>(g * width + j)) * column;
      let i = 0;
      while (i < height) {
        // the windows that cover row i are low..high; the run ends where that range changes
        const low = max(0, i - faceHeight + 1);
        const high = min(dys - 1, i);
        const end = i < dys - 1 ? i + 1 : i < faceHeight - 1 ? faceHeight : i + 1;
        let p = octets(above, low), q = octets(below, high + 1);
        let c0 = f64x2.add(v128.load(p), v128.load(q)), c1 = f64x2.add(v128.load(p, 16), v128.load(q, 16));
        let c2 = f64x2.add(v128.load(p, 32), v128.load(q, 32)), c3 = f64x2.add(v128.load(p, 48), v128.load(q, 48));
        for (let dy = low; dy <= high; dy++) {
          p = octets(outside, dy * width + j);
          c0 = f64x2.add(c0, v128.load(p));
          c1 = f64x2.add(c1, v128.load(p, 16));
          c2 = f64x2.add(c2, v128.load(p, 32));
          c3 = f64x2.add(c3, v128.load(p, 48));
        }
        addWeighted<T>(at64(sums, 2 * (j * height + i)), x + (<usize>i) * block<T>(), c0, c1, c2, c3, end - i);
        i = end;
      }
    }
  }
}

/**
 * The background's statistic: sums[j][i] += sum_k X_k[i, j] (sum of q[d, k] over the shifts whose window leaves (i, j)
 * out), for the columns [from, to), by `groups` groups from `first` on, in order.
 *
 * sums: [j][i][2], two partial sums a pixel. tables: of templateOutside.
 */
export function templateBackgroundSums16(
  sums: usize, pixels: usize, tables: usize, first: i32, groups: i32,
  height: i32, width: i32, faceHeight: i32, from: i32, to: i32,
): void {
  backgroundSums<i16>(sums, pixels, tables, first, groups, height, width, faceHeight, from, to);
}

/** `templateBackgroundSums16` on float64 pixels. */
export function templateBackgroundSums64(
  sums: usize, pixels: usize, tables: usize, first: i32, groups: i32,
  height: i32, width: i32, faceHeight: i32, from: i32, to: i32,
): void {
  backgroundSums<f64>(sums, pixels, tables, first, groups, height, width, faceHeight, from, to);
}

/** out[i] = x[2i] + x[2i + 1], i = 0..n-1: brings two partial sums a pixel together. */
export function pairSums64(out: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f64>(at64(out, i), sum64(v128.load(at64(x, 2 * i))));
}
