import { gemm64, gemmScratch } from "./gemm";
import { exp64x2, log64x2 } from "./math64";
import { at64, step } from "./memory";
import { fma64 } from "./simd";

/**
 * EM of a mixture of normals (src/em/mixture). Points come in groups of eight, side by side in the lanes:
 *
 *   x [group g][coordinate a][8]
 *
 * Everything else has a row of points: a row of `columns` numbers a component, or a monomial, where the points of group g
 * stand at 8g .. 8g + 7. The range [from, to) is of groups.
 */

/** Groups that go through a loop together: their numbers stay in the first two caches. */
const tile: i32 = 16;

/** Group g of d coordinates. */
@inline function group(x: usize, g: i32, d: i32): usize {
  return at64(x, 8 * g * d);
}

/** Number 8g of row i. */
@inline function cell(p: usize, i: i32, g: i32, columns: i32): usize {
  return at64(p, i * columns) + ((<usize>g) << 6);
}

/**
 * out += sum over four rows of (b + W x)^2, for four points.
 *
 * w: [b, W column 0, W column 1, ...][4 rows]. x: the first four points of a group, or its last four.
 */
function addFourRows(out: usize, x: usize, w: usize, count: i32): void {
  let y00 = v128.load64_splat(w), y01 = y00;
  let y10 = v128.load64_splat(w, 8), y11 = y10;
  let y20 = v128.load64_splat(w, 16), y21 = y20;
  let y30 = v128.load64_splat(w, 24), y31 = y30;
  for (; count > 0; count--) {
    w += 32;
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    const w0 = v128.load64_splat(w);
    y00 = fma64(w0, x0, y00);
    y01 = fma64(w0, x1, y01);
    const w1 = v128.load64_splat(w, 8);
    y10 = fma64(w1, x0, y10);
    y11 = fma64(w1, x1, y11);
    const w2 = v128.load64_splat(w, 16);
    y20 = fma64(w2, x0, y20);
    y21 = fma64(w2, x1, y21);
    const w3 = v128.load64_splat(w, 24);
    y30 = fma64(w3, x0, y30);
    y31 = fma64(w3, x1, y31);
    x += 64;
  }
  const low = fma64(y10, y10, fma64(y00, y00, v128.load(out)));
  v128.store(out, fma64(y30, y30, fma64(y20, y20, low)));
  const high = fma64(y11, y11, fma64(y01, y01, v128.load(out, 16)));
  v128.store(out, fma64(y31, y31, fma64(y21, y21, high)), 16);
}

/**
 * Squared Mahalanobis distances: out[j][n] = |b_j + W_j x_n|^2, W_j lower triangular (the inverse of a Cholesky factor).
 *
 * maps: of each component its rows by fours, rows 4t .. 4t + 3 as [b, W columns 0 .. min(4t + 4, d) - 1][4], zeros past
 * row d - 1.
 */
export function mixtureDistances(out: usize, x: usize, maps: usize, from: i32, to: i32, k: i32, d: i32, columns: i32): void {
  for (; from < to; from += tile) tileDistances(out, x, maps, from, min(from + tile, to), k, d, columns);
}

/** One tile: a component's rows by fours are read once, and so is every point. */
function tileDistances(out: usize, x: usize, maps: usize, from: i32, to: i32, k: i32, d: i32, columns: i32): void {
  for (let j = 0; j < k; j++) {
    memory.fill(cell(out, j, from, columns), 0, (<usize>(to - from)) << 6);
    for (let row = 0; row < d; row += 4) {
      const count = min(row + 4, d);
      for (let g = from; g < to; g++) {
        const at = cell(out, j, g, columns);
        addFourRows(at, group(x, g, d), maps, count);
        addFourRows(at + 32, group(x, g, d) + 32, maps, count);
      }
      maps = at64(maps, 4 * (count + 1));
    }
  }
}

/** out = sum_a (b_a + w_a x_a)^2 for the eight points of a group; map: [a][b, w]. */
function diagonalDistance(out: usize, x: usize, map: usize, d: i32): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; d > 0; d--) {
    const b = v128.load64_splat(map);
    const w = v128.load64_splat(map, 8);
    const y0 = fma64(w, v128.load(x), b);
    const y1 = fma64(w, v128.load(x, 16), b);
    const y2 = fma64(w, v128.load(x, 32), b);
    const y3 = fma64(w, v128.load(x, 48), b);
    s0 = fma64(y0, y0, s0);
    s1 = fma64(y1, y1, s1);
    s2 = fma64(y2, y2, s2);
    s3 = fma64(y3, y3, s3);
    x += 64;
    map += 16;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** `mixtureDistances` where W_j is diagonal. maps: [j][a][b, w]. */
export function mixtureDiagonalDistances(
  out: usize, x: usize, maps: usize, from: i32, to: i32, k: i32, d: i32, columns: i32,
): void {
  for (let j = 0; j < k; j++) {
    for (let g = from; g < to; g++) {
      diagonalDistance(cell(out, j, g, columns), group(x, g, d), at64(maps, 2 * j * d), d);
    }
  }
}

/** The posterior of two points, their components `stride` bytes apart. */
function softmaxPair(q: usize, distances: usize, offsets: usize, evidence: usize, entropy: usize, w: v128, k: i32, stride: usize): void {
  const end = q + <usize>k * stride;
  let top = f64x2.splat(-Infinity);
  for (let p = q; p < end; p += stride) {
    const t = f64x2.sub(v128.load64_splat(offsets), f64x2.mul(f64x2.splat(0.5), v128.load(distances)));
    v128.store(p, t);
    top = f64x2.pmax(top, t);
    distances += stride;
    offsets += 8;
  }
  let sum = f64x2.splat(0);
  let energy = sum; // sum_j e^(t - top) (t - top)
  for (let p = q; p < end; p += stride) {
    const t = f64x2.sub(v128.load(p), top);
    const e = exp64x2(t);
    v128.store(p, e);
    sum = f64x2.add(sum, e);
    energy = f64x2.add(energy, v128.and(f64x2.mul(e, t), f64x2.gt(e, f64x2.splat(0)))); // 0 log 0 = 0
  }
  const scale = f64x2.div(w, sum);
  for (let p = q; p < end; p += stride) v128.store(p, f64x2.mul(v128.load(p), scale));
  const logSum = log64x2(sum);
  v128.store(evidence, f64x2.mul(w, f64x2.add(top, logSum)));
  v128.store(entropy, f64x2.sub(f64x2.mul(w, logSum), f64x2.mul(scale, energy)));
}

/**
 * The E-step's softmax over components: with t_j = offsets[j] - distances[j][n] / 2 and the weight w of point n,
 *
 *   q[j][n] = w r_j,   r_j = exp(t_j - log sum exp t),   evidence[n] = w log sum exp t,   entropy[n] = -w sum r log r
 *
 * q may be the distances.
 */
export function mixturePosterior(
  q: usize, evidence: usize, entropy: usize, distances: usize, offsets: usize, weights: usize,
  from: i32, to: i32, k: i32, columns: i32,
): void {
  const stride = at64(0, columns);
  for (let n = 8 * from; n < 8 * to; n += 2) {
    const w = v128.load(at64(weights, n));
    softmaxPair(at64(q, n), at64(distances, n), offsets, at64(evidence, n), at64(entropy, n), w, k, stride);
  }
}

/** Rows of x_a x_b, b < count, for the eight points of a group. */
function products(out: usize, a: usize, x: usize, count: i32, stride: usize): void {
  const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32), a3 = v128.load(a, 48);
  for (; count > 0; count--) {
    v128.store(out, f64x2.mul(a0, v128.load(x)));
    v128.store(out, f64x2.mul(a1, v128.load(x, 16)), 16);
    v128.store(out, f64x2.mul(a2, v128.load(x, 32)), 32);
    v128.store(out, f64x2.mul(a3, v128.load(x, 48)), 48);
    out += stride;
    x += 64;
  }
}

/**
 * Rows [from, to) of the monomials whose weighted sums are the statistics of a normal, of the groups [first, last):
 * 1, x_0, ..., x_(d-1), then
 *
 *   x_a x_b, b <= a, by a and then b   (dense)      or      x_a^2   (not dense)
 *
 * out: [row - from][columns].
 */
function monomials(
  out: usize, x: usize, first: i32, last: i32, d: i32, dense: bool, columns: i32, from: i32, to: i32,
): void {
  const one = f64x2.splat(1), stride = at64(0, columns);
  for (let g = first; g < last; g++, out += 64) {
    const point = group(x, g, d);
    let at = out;
    for (let row = from; row < min(to, 1 + d); row++, at += stride) {
      if (row > 0) memory.copy(at, at64(point, 8 * (row - 1)), 64);
      else for (let l: usize = 0; l < 64; l += 16) v128.store(at + l, one);
    }
    for (let a = 0, row = 1 + d; a < d && row < to; a++) {
      // the rows of a begin at b = 0, or at a
      const least = dense ? 0 : a, skip = max(0, from - row), end = min(a + 1 - least, to - row);
      if (skip < end) {
        products(at, at64(point, 8 * a), at64(point, 8 * (least + skip)), end - skip, stride);
        at = step(at, end - skip, stride);
      }
      row += a + 1 - least;
    }
  }
}

/** The bytes of scratch that so many rows of sums need. */
export function mixtureScratch(rows: i32): i32 {
  return gemmScratch() + <i32>at64(0, 8 * tile * rows);
}

/**
 * The statistics of normals, rows [from, to) of them, as a product of matrices, tile by tile:
 *
 *   sums[row][j] += sum over the points of `groups` groups from `first` on, in order, of monomial[row] q[j]
 *
 * q: [j][columns], `outputs` rows of them. scratch: `mixtureScratch(to - from)` bytes.
 */
export function mixtureSums(
  sums: usize, x: usize, q: usize, first: i32, groups: i32, d: i32, dense: bool, outputs: i32, columns: i32,
  scratch: usize, from: i32, to: i32,
): void {
  const rows = scratch + gemmScratch(), end = first + groups;
  for (let g = first; g < end; g += tile) {
    const last = min(g + tile, end);
    monomials(rows, x, g, last, d, dense, 8 * tile, from, to);
    gemm64(
      at64(sums, from * outputs), outputs, rows, 8 * tile, 1, cell(q, 0, g, columns), 1, columns,
      to - from, 0, outputs, 8 * (last - g), true, scratch,
    );
  }
}
