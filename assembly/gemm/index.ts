import { at, bytes, step } from "../memory";
import { pack } from "./pack";
import { multiplyTile, tileRows, tileWidth } from "./tile";

/**
 * Matrix products. For i < m and from <= j < to,
 *
 *   C[i, j] = (accumulate ? C[i, j] : 0) + sum_{p < k} A[i, p] B[p, j]
 *
 * Every element is one chain, c = fma(A[i, p], B[p, j], c) with p ascending, whatever the blocking: one call and many,
 * over ranges of columns (`from`, `to`) or of rows (`c` and `a` moved down), give the same bits.
 *
 * A transpose is a pair of strides: A[i, p] lies at a + i aRow + p aCol, in elements, B[p, j] at b + p bRow + j bCol.
 * The columns of C are contiguous. C overlaps neither A nor B. `scratch` has `gemmScratch()` bytes; one a thread.
 *
 * The blocking is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a panel
 * of B stays in the first cache, a block of A in the second.
 */

/** Rows of B in one panel: 16 KB, half of a first cache. */
const depth: i32 = 512;

/** Tiles in one block of A: with `depth`, 0.4 MB in float32. */
const blockTiles: i32 = 32;

/** From so many columns on, gathering a transposed A pays for itself. */
const manyColumns: i32 = 64;

const edgeBytes: usize = 6 * tileWidth;
const panelBytes: usize = <usize>depth * tileWidth;

/** The bytes of scratch that a product needs, whatever its shape: an edge tile, a panel of B, a block of A. */
export function gemmScratch(): i32 {
  return <i32>(edgeBytes + (1 + blockTiles) * panelBytes);
}

/** In float32. */
export function gemm32(
  c: usize, ldc: i32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
  m: i32, from: i32, to: i32, k: i32, accumulate: bool, scratch: usize,
): void {
  product<f32>(c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, accumulate, scratch, false);
}

/** In float64. */
export function gemm64(
  c: usize, ldc: i32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
  m: i32, from: i32, to: i32, k: i32, accumulate: bool, scratch: usize,
): void {
  product<f64>(c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, accumulate, scratch, false);
}

/**
 * In float64, the entries i <= j of a product known to be symmetric, such as X^T X or X^T diag(w) X: half of the work,
 * and the bits of `gemm64`. Of the entries i > j, those near the diagonal are overwritten.
 */
export function gemmt64(
  c: usize, ldc: i32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
  from: i32, to: i32, k: i32, accumulate: bool, scratch: usize,
): void {
  product<f64>(c, ldc, a, aRow, aCol, b, bRow, bCol, to, from, to, k, accumulate, scratch, true);
}

/** Block of k by block of A by panel of B; where `upper`, no tile that lies below the diagonal. */
function product<T>(
  c: usize, ldc: i32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
  m: i32, from: i32, to: i32, k: i32, accumulate: bool, scratch: usize, upper: bool,
): void {
  const columns = <i32>(tileWidth / sizeof<T>()), blockRows = blockTiles * tileRows;
  const panel = scratch + edgeBytes, gathered = panel + panelBytes;
  // A panel of float64 is narrower than a tile is high: there A is read where it lies.
  const gather = columns >= tileRows && aRow == 1 && aCol != 1 && to - from >= manyColumns;
  // Runs once also where k is 0: the empty sum is written.
  for (let p = 0; p == 0 || p < k; p += depth) {
    const kc = min(depth, k - p);
    for (let i = 0; i < m; i += blockRows) {
      const mc = min(blockRows, m - i);
      let tiles = at<T>(a, i * aRow + p * aCol), next = bytes<T>(tileRows * aRow);
      let row = bytes<T>(aRow), col = bytes<T>(aCol);
      if (gather) {
        gatherBlock<T>(gathered, tiles, row, col, mc, kc);
        tiles = gathered;
        next = step(0, kc, tileWidth);
        row = sizeof<T>();
        col = tileWidth;
      }
      for (let j = from; j < to; j += columns) {
        const width = min(columns, to - j);
        const rows = upper ? min(mc, j + width - i) : mc;
        if (rows <= 0) continue;
        pack<T>(panel, at<T>(b, p * bRow + j * bCol), bytes<T>(bRow), bytes<T>(bCol), kc, width);
        multiplyPanel<T>(
          at<T>(c, i * ldc + j), bytes<T>(ldc), tiles, next, row, col, panel, rows, width, kc, accumulate || p > 0, scratch,
        );
      }
    }
  }
}

/** A transposed block of A as panels that overlap: each begins with the rows of its tile. */
function gatherBlock<T>(gathered: usize, a: usize, aRow: usize, aCol: usize, m: i32, k: i32): void {
  for (let i = 0; i < m; i += tileRows) {
    pack<T>(gathered, step(a, i, aRow), aCol, aRow, k, m - i);
    gathered = step(gathered, k, tileWidth);
  }
}

/** Tile by tile down one panel; `next` leads from the A of one tile to that of the next. */
function multiplyPanel<T>(
  c: usize, ldc: usize, a: usize, next: usize, aRow: usize, aCol: usize, panel: usize,
  m: i32, width: i32, k: i32, accumulate: bool, edge: usize,
): void {
  const whole = bytes<T>(width) == tileWidth;
  for (let i = 0; i < m; i += tileRows) {
    const rows = min(tileRows, m - i);
    if (whole) multiplyTile<T>(rows, c, ldc, a, aRow, aCol, panel, k, accumulate);
    else {
      if (accumulate) copyTile<T>(edge, tileWidth, c, ldc, rows, width);
      multiplyTile<T>(rows, edge, tileWidth, a, aRow, aCol, panel, k, accumulate);
      copyTile<T>(c, ldc, edge, tileWidth, rows, width);
    }
    c = step(c, tileRows, ldc);
    a += next;
  }
}

/** `width` columns of a tile, into the edge tile or out of it. */
function copyTile<T>(to: usize, toStride: usize, from: usize, fromStride: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--) {
    for (let j = 0; j < width; j++) store<T>(at<T>(to, j), load<T>(at<T>(from, j)));
    to += toStride;
    from += fromStride;
  }
}
