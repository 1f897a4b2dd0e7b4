import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Mask, Strides } from "./pixels.js";

/** Images side by side in one group of SIMD lanes. */
export const groupSize = 8;

/** Images or masks to be packed, less a pivot. */
export interface Source {
  readonly height: number;
  readonly width: number;
  readonly from: number;
  readonly count: number;
  readonly data: ArrayLike<number>;
  readonly strides: Strides;
  readonly mask: Mask | undefined;
  readonly pivot: number;
}

/** Writes one group, [column][row][8], and the sums of squares of its images. */
const packGroup = (out: Int16Array | Float64Array, squares: Float64Array, source: Source, first: number): void => {
  const { height, width, from, count, data, strides, mask, pivot } = source;
  const used = Math.min(groupSize, count - first);
  if (used < groupSize) out.fill(0);
  const sums = new Float64Array(groupSize);
  const step = strides.image;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const at = groupSize * (j * height + i);
      const pixel = i * strides.row + j * strides.column + (from + first) * strides.image;
      const seen = mask ? i * mask.strides.row + j * mask.strides.column + (from + first) * mask.strides.image : 0;
      for (let k = 0; k < used; k++) {
        const x = mask === undefined || mask.data[seen + k * mask.strides.image] ? data[pixel + k * step]! - pivot : 0;
        out[at + k] = x;
        sums[k]! += x * x;
      }
    }
  }
  squares.set(sums.subarray(0, used), first);
};

/** Packs any source, a group at a time. `whole`: int16, else float64. Returns the sum of squares of each image. */
const packAny = ({ arena }: Workspace, pixels: Pointer, source: Source, whole: boolean): Float64Array => {
  const squares = new Float64Array(source.count);
  const length = groupSize * source.height * source.width;
  for (let first = 0; first < source.count; first += groupSize) {
    const at = pixels + (first / groupSize) * length * (whole ? 2 : 8);
    packGroup(whole ? arena.i16(at, length) : arena.f64(at, length), squares, source, first);
  }
  return squares;
};

/** Bytes whose images lie side by side, as those of a picture file: a kernel packs them row by row. */
const packBytes = ({ kernels, arena }: Workspace, pixels: Pointer, source: Source, data: Uint8Array): Float64Array =>
  arena.scope(() => {
    const { height, width, from, count, strides, pivot } = source;
    const raw = arena.alloc(width * count + groupSize);
    const sums = arena.put64(new Float64Array(count + groupSize));
    for (let i = 0; i < height; i++) {
      const bytes = arena.u8(raw, width * count);
      for (let j = 0; j < width; j++) {
        const at = i * strides.row + j * strides.column + from;
        bytes.set(data.subarray(at, at + count), j * count);
      }
      kernels.templatePackRow(pixels, sums, raw, count, count, pivot, i, height, width);
    }
    return arena.f64(sums, count).slice();
  });

/**
 * Packs a source into groups, [group][column][row][8], at `pixels`; returns the sum of squares of each image.
 *
 * `whole`: as int16, where every pixel less the pivot is one; else as float64. Missing pixels become 0.
 */
export const pack = (workspace: Workspace, pixels: Pointer, source: Source, whole: boolean): Float64Array =>
  whole && source.data instanceof Uint8Array && source.mask === undefined && source.strides.image === 1
    ? packBytes(workspace, pixels, source, source.data)
    : packAny(workspace, pixels, source, whole);
