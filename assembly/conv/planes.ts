/**
 * The patches of pictures of one channel at a stride of 1, transposed: row (a, b) is the picture itself, moved by a - top
 * and b - left, and so is made of long runs where patches would be of short ones.
 *
 *   XT[(a, b), (l, c)] = x[r + a - top, c + b - left],   line l having row r of patches,   0 outside of the picture
 */
import { at32 } from "../memory";
import { addRun, clearRun, copyRun } from "../runs";

/** patches = rows [low, high) of XT on lines [from, to) of a batch of pictures x, in rows of so many lines. */
export function unfoldPlane(
  patches: usize, x: usize, height: i32, width: i32, rows: i32, columns: i32,
  kernelWidth: i32, top: i32, left: i32, from: i32, to: i32, low: i32, high: i32,
): void {
  for (let tap = low; tap < high; tap++) {
    const down = tap / kernelWidth - top, shift = tap % kernelWidth - left;
    const begin = min(columns, max(0, -shift)), end = max(begin, min(columns, width - shift));
    for (let line = from; line < to; line++, patches = at32(patches, columns)) {
      const row = line % rows + down;
      if (row < 0 || row >= height) clearRun(patches, columns);
      else {
        clearRun(patches, begin);
        copyRun(at32(patches, begin), at32(x, (line / rows * height + row) * width + begin + shift), end - begin);
        clearRun(at32(patches, end), columns - end);
      }
    }
  }
}

/** The transpose of `unfoldPlane`: the first line of a picture clears it, the others add to it. */
export function foldPlane(
  x: usize, patches: usize, height: i32, width: i32, rows: i32, columns: i32,
  kernelHeight: i32, kernelWidth: i32, top: i32, left: i32, from: i32, to: i32,
): void {
  const across = (to - from) * columns;
  for (let line = from; line < to; line++, patches = at32(patches, columns)) {
    const picture = at32(x, line / rows * height * width);
    if (line % rows == 0) memory.fill(picture, 0, (<usize>(height * width)) << 2);
    for (let a = 0; a < kernelHeight; a++) {
      const row = line % rows + a - top;
      if (row < 0 || row >= height) continue;
      for (let b = 0; b < kernelWidth; b++) {
        const shift = b - left, begin = min(columns, max(0, -shift)), end = max(begin, min(columns, width - shift));
        const seen = at32(patches, (a * kernelWidth + b) * across + begin);
        addRun(at32(picture, row * width + begin + shift), seen, end - begin);
      }
    }
  }
}
