import { at, bytes, step } from "../memory";
import { transposeBlock } from "../transpose";
import { tileWidth } from "./tile";

/**
 * Packing: `width` columns of a matrix of k rows into a panel of `tileWidth` bytes a row, zero past the last column,
 * so that a tile walks through it in one straight line. Strides are in bytes.
 *
 *   panel[i, j] = j < width ? from[i, j] : 0
 */
export function pack<T>(panel: usize, from: usize, rowStride: usize, colStride: usize, k: i32, width: i32): void {
  const full = bytes<T>(width) >= tileWidth;
  if (full && colStride == sizeof<T>()) copyRows(panel, from, rowStride, k);
  else if (full && rowStride == sizeof<T>()) transposeColumns<T>(panel, from, colStride, k);
  else copyElements<T>(panel, from, rowStride, colStride, k, width);
}

/** Rows that are contiguous: two vectors each. */
function copyRows(panel: usize, from: usize, stride: usize, k: i32): void {
  for (const end = step(panel, k, tileWidth); panel < end; panel += tileWidth) {
    v128.store(panel, v128.load(from));
    v128.store(panel, v128.load(from, 16), 16);
    from += stride;
  }
}

/** Columns that are contiguous: square blocks, and the last rows one by one. */
function transposeColumns<T>(panel: usize, from: usize, stride: usize, k: i32): void {
  const lanes = <i32>(16 / sizeof<T>());
  const blocks = k - k % lanes;
  for (let i = 0; i < blocks; i += lanes) {
    const row = step(panel, i, tileWidth), column = at<T>(from, i);
    transposeBlock<T>(row, tileWidth, column, stride);
    transposeBlock<T>(row + 16, tileWidth, step(column, lanes, stride), stride);
  }
  copyElements<T>(step(panel, blocks, tileWidth), at<T>(from, blocks), sizeof<T>(), stride, k - blocks, 2 * lanes);
}

/** Anything else, one element at a time: the last columns, and strides that are both long. */
function copyElements<T>(panel: usize, from: usize, rowStride: usize, colStride: usize, k: i32, width: i32): void {
  const columns = <i32>(tileWidth / sizeof<T>());
  for (const end = step(panel, k, tileWidth); panel < end; panel += tileWidth) {
    for (let j = 0; j < columns; j++) store<T>(at<T>(panel, j), j < width ? load<T>(step(from, j, colStride)) : 0);
    from += rowStride;
  }
}
