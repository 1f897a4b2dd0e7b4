import { at, step } from "../memory";
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
  gemm<f32>(
    c, at<f32>(0, ldc), a, at<f32>(0, aRow), at<f32>(0, aCol), b, at<f32>(0, bRow), at<f32>(0, bCol),
    m, from, to, k, accumulate, scratch,
  );
}

/** In float64. */
export function gemm64(
  c: usize, ldc: i32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
  m: i32, from: i32, to: i32, k: i32, accumulate: bool, scratch: usize,
): void {
  gemm<f64>(
    c, at<f64>(0, ldc), a, at<f64>(0, aRow), at<f64>(0, aCol), b, at<f64>(0, bRow), at<f64>(0, bCol),
    m, from, to, k, accumulate, scratch,
  );
}

/** Both, with strides in bytes. */
function gemm<T>(
  c: usize, ldc: usize, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, bCol: usize,
  m: i32, from: i32, to: i32, k: i32, accumulate: bool, scratch: usize,
): void {
  const columns = <i32>(tileWidth / sizeof<T>());
  const panel = scratch + edgeBytes, gathered = panel + panelBytes;
  const gather = columns >= tileRows && aRow == sizeof<T>() && aCol != sizeof<T>() && to - from >= manyColumns;
  // Runs once also where k is 0: the empty sum is written.
  for (let p = 0; p == 0 || p < k; p += depth) {
    const kc = min(depth, k - p);
    for (let i = 0; i < m; i += blockTiles * tileRows) {
      const mc = min(blockTiles * tileRows, m - i);
      const block = step(step(a, i, aRow), p, aCol);
      if (gather) gatherBlock<T>(gathered, block, aRow, aCol, mc, kc);
      for (let j = from; j < to; j += columns) {
        const width = min(columns, to - j), corner = at<T>(step(c, i, ldc), j), more = accumulate || p > 0;
        pack<T>(panel, step(step(b, p, bRow), j, bCol), bRow, bCol, kc, width);
        if (gather) {
          const tile = step(0, kc, tileWidth);
          multiplyPanel<T>(corner, ldc, gathered, tile, sizeof<T>(), tileWidth, panel, mc, width, kc, more, scratch);
        } else {
          const tile = step(0, tileRows, aRow);
          multiplyPanel<T>(corner, ldc, block, tile, aRow, aCol, panel, mc, width, kc, more, scratch);
        }
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

/** Tile by tile down one panel; `aTile` is the way from the A of one tile to that of the next. */
function multiplyPanel<T>(
  c: usize, ldc: usize, a: usize, aTile: usize, aRow: usize, aCol: usize, panel: usize,
  m: i32, width: i32, k: i32, accumulate: bool, edge: usize,
): void {
  const whole = at<T>(0, width) == tileWidth;
  for (let i = 0; i < m; i += tileRows) {
    const rows = min(tileRows, m - i);
    if (whole) multiplyTile<T>(rows, c, ldc, a, aRow, aCol, panel, k, accumulate);
    else {
      if (accumulate) copyTile<T>(edge, tileWidth, c, ldc, rows, width);
      multiplyTile<T>(rows, edge, tileWidth, a, aRow, aCol, panel, k, accumulate);
      copyTile<T>(c, ldc, edge, tileWidth, rows, width);
    }
    c = step(c, tileRows, ldc);
    a += aTile;
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
