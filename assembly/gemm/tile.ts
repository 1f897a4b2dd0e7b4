import { step } from "../memory";
import { fma } from "../simd";

/**
 * The micro-kernel: a tile of C, up to `tileRows` high and two vectors wide, held in registers over the whole k loop.
 *
 *   C[r, :] = (accumulate ? C[r, :] : 0) + sum_k A[r, k] B[k, :]      k ascending, one chain a lane
 *
 * B is a packed panel, `tileWidth` bytes a row; A is read where it lies. Strides are in bytes.
 */

/**
 * The tallest tile: with 6 rows, twelve sums, two vectors of B and one of A fill the fifteen registers that V8 gives
 * out. The plain build needs one more, for the product, and would spill.
 */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Bytes of a row of a tile, and of a row of a panel. */
export const tileWidth: usize = 32;

/**
 * A tile of a constant number of rows: inlined, so that the compiler decides each `if (rows > r)`. One address runs
 * down the rows of A, which leaves the registers free; k is not unrolled, for V8 would hoist the loads and spill.
 */
@inline function multiply<T>(
  rows: i32, c: usize, ldc: usize, a: usize, aRow: usize, aCol: usize, panel: usize, k: i32, accumulate: bool,
): void {
  let l0 = i32x4.splat(0), r0 = i32x4.splat(0);
  let l1 = i32x4.splat(0), r1 = i32x4.splat(0);
  let l2 = i32x4.splat(0), r2 = i32x4.splat(0);
  let l3 = i32x4.splat(0), r3 = i32x4.splat(0);
  let l4 = i32x4.splat(0), r4 = i32x4.splat(0);
  let l5 = i32x4.splat(0), r5 = i32x4.splat(0);
  if (accumulate) {
    let row = c;
    l0 = v128.load(row); r0 = v128.load(row, 16);
    if (rows > 1) { l1 = v128.load(row += ldc); r1 = v128.load(row, 16); }
    if (rows > 2) { l2 = v128.load(row += ldc); r2 = v128.load(row, 16); }
    if (rows > 3) { l3 = v128.load(row += ldc); r3 = v128.load(row, 16); }
    if (rows > 4) { l4 = v128.load(row += ldc); r4 = v128.load(row, 16); }
    if (rows > 5) { l5 = v128.load(row += ldc); r5 = v128.load(row, 16); }
  }
  for (const end = step(panel, k, tileWidth); panel < end; panel += tileWidth) {
    const left = v128.load(panel), right = v128.load(panel, 16);
    let row = a, x = v128.load_splat<T>(row);
    l0 = fma<T>(x, left, l0); r0 = fma<T>(x, right, r0);
    if (rows > 1) { x = v128.load_splat<T>(row += aRow); l1 = fma<T>(x, left, l1); r1 = fma<T>(x, right, r1); }
    if (rows > 2) { x = v128.load_splat<T>(row += aRow); l2 = fma<T>(x, left, l2); r2 = fma<T>(x, right, r2); }
    if (rows > 3) { x = v128.load_splat<T>(row += aRow); l3 = fma<T>(x, left, l3); r3 = fma<T>(x, right, r3); }
    if (rows > 4) { x = v128.load_splat<T>(row += aRow); l4 = fma<T>(x, left, l4); r4 = fma<T>(x, right, r4); }
    if (rows > 5) { x = v128.load_splat<T>(row += aRow); l5 = fma<T>(x, left, l5); r5 = fma<T>(x, right, r5); }
    a += aCol;
  }
  v128.store(c, l0); v128.store(c, r0, 16);
  if (rows > 1) { v128.store(c += ldc, l1); v128.store(c, r1, 16); }
  if (rows > 2) { v128.store(c += ldc, l2); v128.store(c, r2, 16); }
  if (rows > 3) { v128.store(c += ldc, l3); v128.store(c, r3, 16); }
  if (rows > 4) { v128.store(c += ldc, l4); v128.store(c, r4, 16); }
  if (rows > 5) { v128.store(c += ldc, l5); v128.store(c, r5, 16); }
}

/** A tile of all `tileRows` rows. */
function multiplyWhole<T>(
  c: usize, ldc: usize, a: usize, aRow: usize, aCol: usize, panel: usize, k: i32, accumulate: bool,
): void {
  multiply<T>(tileRows, c, ldc, a, aRow, aCol, panel, k, accumulate);
}

/** The last tile of a column of tiles: fewer rows. */
function multiplyLast<T>(
  rows: i32, c: usize, ldc: usize, a: usize, aRow: usize, aCol: usize, panel: usize, k: i32, accumulate: bool,
): void {
  switch (rows) {
    case 1: return multiply<T>(1, c, ldc, a, aRow, aCol, panel, k, accumulate);
    case 2: return multiply<T>(2, c, ldc, a, aRow, aCol, panel, k, accumulate);
    case 3: return multiply<T>(3, c, ldc, a, aRow, aCol, panel, k, accumulate);
    case 4: return multiply<T>(4, c, ldc, a, aRow, aCol, panel, k, accumulate);
    default: if (tileRows > 5) multiply<T>(5, c, ldc, a, aRow, aCol, panel, k, accumulate);
  }
}

/**
 * The tile of 1 <= rows <= tileRows. Must be used in two places at least: a function with one caller is inlined into
 * it, and the micro-kernel is fast only as a function of its own, with one loop, called often.
 */
@inline export function multiplyTile<T>(
  rows: i32, c: usize, ldc: usize, a: usize, aRow: usize, aCol: usize, panel: usize, k: i32, accumulate: bool,
): void {
  if (rows == tileRows) multiplyWhole<T>(c, ldc, a, aRow, aCol, panel, k, accumulate);
  else multiplyLast<T>(rows, c, ldc, a, aRow, aCol, panel, k, accumulate);
}
