import type { FileHandle } from "node:fs/promises";
import type { Shape } from "../core/shape.js";
import { reversedAxes } from "../formats/axes.js";
import { bytesOf, type Width, type Words, wordsOf } from "../formats/bytes.js";
import type { NpyHeader } from "../formats/npy/header.js";

/** Along which axis an array is cut into items: `last` for pictures H x W x K, `first` for pictures K x H x W. */
export type Axis = "first" | "last";

/** Fills a buffer from `position` on, or stops at the end of the file; returns the bytes read. */
export const readFully = async (file: FileHandle, buffer: Uint8Array, position: number): Promise<number> => {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
};

const readExactly = async (file: FileHandle, buffer: Uint8Array, position: number): Promise<void> => {
  if ((await readFully(file, buffer, position)) < buffer.length) throw new Error("it became shorter while it was read");
};

/** How the array of a header is cut: `count` items of shape `rest`, each in one piece on disk, or all interleaved. */
export const cut = ({ shape, fortran }: NpyHeader, axis: Axis) => ({
  count: shape.at(axis === "first" ? 0 : -1)!,
  rest: axis === "first" ? shape.slice(1) : shape.slice(0, -1),
  together: (axis === "first") !== fortran,
});

/** Items that lie one behind the other: one read. */
export const readTogether = async (
  file: FileHandle,
  { offset, width }: NpyHeader,
  pixels: number,
  from: number,
  to: number,
): Promise<Words> => {
  const bytes = new Uint8Array((to - from) * pixels * width);
  await readExactly(file, bytes, offset + from * pixels * width);
  return wordsOf(bytes, width);
};

/**
 * Items that lie interleaved, [pixels][count]: reads bands of whole pixels one after the other and picks the columns,
 *
 *   items[k - from][p] = disk[p][k],    from <= k < to.
 *
 * Each chunk reads the file once, in order, which a system's cache serves better than a seek a pixel.
 */
export const readInterleaved = async (
  file: FileHandle,
  { offset, width }: NpyHeader,
  pixels: number,
  count: number,
  from: number,
  to: number,
  bandBytes: number,
): Promise<Words> => {
  const items = wordsOf(new Uint8Array((to - from) * pixels * width), width);
  const rows = Math.max(1, Math.min(pixels, Math.floor(bandBytes / (count * width))));
  const band = new Uint8Array(rows * count * width);
  for (let top = 0; top < pixels; top += rows) {
    const height = Math.min(rows, pixels - top);
    const bytes = band.subarray(0, height * count * width);
    await readExactly(file, bytes, offset + top * count * width);
    const disk = wordsOf(bytes, width);
    for (let k = from; k < to; k++)
      for (let p = 0; p < height; p++) items[(k - from) * pixels + top + p] = disk[p * count + k]!;
  }
  return items;
};

/** Each item from column-major to row-major order. */
export const rowMajorItems = (words: Words, items: number, rest: Shape): Words => {
  const bytes = new Uint8Array(words.byteLength);
  const each = words.byteLength / items;
  for (let k = 0; k < items; k++) {
    const item = wordsOf(bytesOf(words).subarray(k * each, (k + 1) * each), words.BYTES_PER_ELEMENT as Width);
    bytes.set(bytesOf(reversedAxes(item, rest.toReversed())), k * each);
  }
  return wordsOf(bytes, words.BYTES_PER_ELEMENT as Width);
};
