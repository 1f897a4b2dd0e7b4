/** Images as the kernels take them: packed in groups of SIMD lanes with the spectra of their rows, and their masks. */
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Images } from "./images.js";
import type { ImageMask, Strides } from "./pixels.js";
import { transformLength } from "./spectrum.js";

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
  readonly mask: ImageMask | undefined;
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

/** Packs any source, a group at a time. `isInteger`: int16, else float64. Returns the sum of squares of each image. */
const packAny = ({ arena }: Workspace, pixels: Pointer, source: Source, isInteger: boolean): Float64Array => {
  const squares = new Float64Array(source.count);
  const length = groupSize * source.height * source.width;
  for (let first = 0; first < source.count; first += groupSize) {
    const at = pixels + (first / groupSize) * length * (isInteger ? 2 : 8);
    packGroup(isInteger ? arena.i16(at, length) : arena.f64(at, length), squares, source, first);
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
 * `isInteger`: as int16, where every pixel less the pivot is one; else as float64. Missing pixels become 0.
 */
export const pack = (workspace: Workspace, pixels: Pointer, source: Source, isInteger: boolean): Float64Array =>
  isInteger && source.data instanceof Uint8Array && source.mask === undefined && source.strides.image === 1
    ? packBytes(workspace, pixels, source, source.data)
    : packAny(workspace, pixels, source, isInteger);

/** Doubles in an octet, the eight lanes of one pixel, frequency or shift. */
export const octet = 64;

/**
 * Images as the kernels take them: pixels less a pivot, in groups of eight, with the spectrum of every row, in the
 * linear memory of a workspace. Missing pixels are 0.
 */
export interface Frames {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly groups: number;
  /** Length of the transforms, at least the width. */
  readonly n: number;
  /** Whether the pixels are int16, which they are where that is exact: a quarter of the memory of float64. */
  readonly isInteger: boolean;
  readonly pixels: Pointer;
  readonly spectra: Pointer;
  readonly twiddles: Pointer;
  /** Sum of squares of each image. */
  readonly squares: Float64Array;
}

/** Packs and transforms a source into memory that the caller's scope owns. */
const frame = (workspace: Workspace, source: Source, isInteger: boolean): Frames => {
  const { kernels, arena } = workspace;
  const { height, width, count } = source;
  const groups = Math.ceil(count / groupSize);
  const n = transformLength(width);
  const pixels = arena.alloc((isInteger ? 2 : 8) * groups * groupSize * height * width);
  const spectra = arena.alloc(groups * n * height * octet);
  const twiddles = arena.alloc64(2 * n);
  kernels.fftTwiddles(twiddles, n);
  const squares = pack(workspace, pixels, source, isInteger);
  arena.scope(() => {
    const scratch = arena.alloc(2 * n * octet);
    const transform = isInteger ? kernels.templateSpectra16 : kernels.templateSpectra64;
    transform(spectra, pixels, twiddles, scratch, 0, groups, height, width, n);
  });
  return { height, width, count, groups, n, isInteger, pixels, spectra, twiddles, squares };
};

/** Whether all differences from the pivot are integers of 16 bits. */
const fitsInt16 = ({ integers, least, most }: Images["range"], pivot: number): boolean =>
  integers && Number.isInteger(pivot) && least - pivot >= -32_768 && most - pivot <= 32_767;

/** The frames of a set of images, pixels less `pivot`. */
export const framesOf = (workspace: Workspace, images: Images, pivot: number): Frames =>
  frame(workspace, { ...images, pivot }, fitsInt16(images.range, pivot));

/** A mask of its own for each image, as frames of zeros and ones: the same kernels weigh what was observed. */
export const framesOfMask = (workspace: Workspace, images: Images, mask: ImageMask): Frames =>
  frame(workspace, { ...images, data: mask.data, strides: mask.strides, mask: undefined, pivot: 0 }, true);

/** Which pixels count: all, those of one mask for all images, or those of a mask an image. */
export type ObservedPixels =
  | { readonly kind: "all" }
  | { readonly kind: "shared"; readonly mask: Float64Array }
  | { readonly kind: "each"; readonly frames: Frames };

/** Images ready for an expectation, in a workspace. */
export interface PreparedImages {
  readonly workspace: Workspace;
  readonly frames: Frames;
  readonly observed: ObservedPixels;
  readonly pivot: number;
}

/** Mask of all images, [i][j], as numbers 0 and 1. */
const sharedMask = ({ height, width, mask }: Images): Float64Array => {
  const out = new Float64Array(height * width);
  if (mask === undefined) return out.fill(1);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++)
      out[i * width + j] = mask.data[i * mask.strides.row + j * mask.strides.column] ? 1 : 0;
  return out;
};

const observedOf = (workspace: Workspace, images: Images): ObservedPixels => {
  if (images.mask === undefined) return { kind: "all" };
  if (images.mask.kind === "shared") return { kind: "shared", mask: sharedMask(images) };
  return { kind: "each", frames: framesOfMask(workspace, images, images.mask) };
};

/** Prepares images in the current scope of the workspace's arena. */
export const prepare = (workspace: Workspace, images: Images, pivot: number): PreparedImages => ({
  workspace,
  frames: framesOf(workspace, images, pivot),
  observed: observedOf(workspace, images),
  pivot,
});

/**
 * The first `count` of prepared images, without preparing them again.
 *
 * Statistics of the images behind them are left out; lanes of the last group that hold more are given no weight.
 */
export const firstOf = (prepared: PreparedImages, count: number): PreparedImages => {
  const shorten = (frames: Frames): Frames => ({
    ...frames,
    count,
    groups: Math.ceil(count / groupSize),
    squares: frames.squares.subarray(0, count),
  });
  const { frames, observed } = prepared;
  return {
    ...prepared,
    frames: shorten(frames),
    observed: observed.kind === "each" ? { kind: "each", frames: shorten(observed.frames) } : observed,
  };
};
