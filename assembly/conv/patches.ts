/**
 * What the kernel's window sees of a picture, as a matrix, and the adjoint of that. Pictures lie channels last. Patch
 * (r, c) of a picture x of height x width x channels has kernelHeight x kernelWidth x channels numbers,
 *
 *   X[(r, c), (a, b, i)] = x[r stride + a - top, c stride + b - left, i],   0 outside of the picture,
 *
 * and for one a those inside of it are one run. A line is a row r of patches: `columns` of them; `rows` lines make a
 * picture, and line l of a batch is row l % rows of picture l / rows.
 */
import { at32 } from "../memory";
import { addRun, clearRun, copyRun } from "../runs";

/** patches = X on lines [from, to) of a batch of pictures x, of each patch the numbers [low, high). */
export function unfold(
  patches: usize, x: usize, height: i32, width: i32, channels: i32, rows: i32, columns: i32,
  kernelWidth: i32, stride: i32, top: i32, left: i32, from: i32, to: i32, low: i32, high: i32,
): void {
  const across = kernelWidth * channels, start = low / across;
  for (let line = from; line < to; line++) {
    const picture = at32(x, line / rows * height * width * channels), first = line % rows * stride - top;
    for (let c = 0; c < columns; c++) {
      const column = c * stride - left;
      const skip = min(across, max(0, -column) * channels), end = max(skip, min(across, (width - column) * channels));
      for (let a = start, done = a * across; done < high; a++, done += across) {
        const row = first + a, begin = max(0, low - done), stop = min(across, high - done);
        if (row < 0 || row >= height) clearRun(patches, stop - begin);
        else {
          const seen = min(stop, max(begin, skip)), unseen = min(stop, max(begin, end)), to = at32(patches, -begin);
          clearRun(patches, seen - begin);
          copyRun(at32(to, seen), at32(picture, (row * width + column) * channels + seen), unseen - seen);
          clearRun(at32(to, unseen), stop - unseen);
        }
        patches = at32(patches, stop - begin);
      }
    }
  }
}

/**
 * The transpose of `unfold`: x[y, z, i] = the sum of all X that are this number, over lines [from, to) of a batch. The
 * first line of a picture clears it, the others add to it: a sum has the order of the lines, however they are split.
 */
export function fold(
  x: usize, patches: usize, height: i32, width: i32, channels: i32, rows: i32, columns: i32,
  kernelHeight: i32, kernelWidth: i32, stride: i32, top: i32, left: i32, from: i32, to: i32,
): void {
  const across = kernelWidth * channels, whole = height * width * channels;
  for (let line = from; line < to; line++) {
    const picture = at32(x, line / rows * whole), first = line % rows * stride - top;
    if (line % rows == 0) memory.fill(picture, 0, (<usize>whole) << 2);
    for (let c = 0; c < columns; c++) {
      const column = c * stride - left;
      const skip = min(across, max(0, -column) * channels), end = max(skip, min(across, (width - column) * channels));
      for (let a = 0; a < kernelHeight; a++, patches = at32(patches, across)) {
        const row = first + a;
        if (row < 0 || row >= height) continue;
        addRun(at32(picture, (row * width + column) * channels + skip), at32(patches, skip), end - skip);
      }
    }
  }
}
