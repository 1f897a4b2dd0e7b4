import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Images } from "./images.js";
import type { Mask, Strides } from "./pixels.js";
import { transformLength } from "./spectrum.js";

/** Images side by side in one group of SIMD lanes. */
export const groupSize = 8;

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
  readonly whole: boolean;
  readonly pixels: Pointer;
  readonly spectra: Pointer;
  readonly twiddles: Pointer;
  /** Sum of squares of each image. */
  readonly squares: Float64Array;
}

interface Source {
  readonly height: number;
  readonly width: number;
  readonly from: number;
  readonly count: number;
  readonly data: ArrayLike<number>;
  readonly strides: Strides;
  readonly mask: Mask | undefined;
  readonly pivot: number;
}

/** Writes one group, [column][row][8], and adds up the squares of its images. */
const packGroup = (out: Int16Array | Float64Array, squares: Float64Array, source: Source, first: number): void => {
  const { height, width, from, count, data, strides, mask, pivot } = source;
  const used = Math.min(groupSize, count - first);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const at = groupSize * (j * height + i);
      const pixel = i * strides.row + j * strides.column + (from + first) * strides.image;
      const observed = mask ? i * mask.strides.row + j * mask.strides.column + (from + first) * mask.strides.image : 0;
      for (let k = 0; k < used; k++) {
        const seen = mask === undefined || mask.data[observed + k * mask.strides.image]!;
        const x = seen ? data[pixel + k * strides.image]! - pivot : 0;
        out[at + k] = x;
        squares[first + k]! += x * x;
      }
      for (let k = used; k < groupSize; k++) out[at + k] = 0;
    }
  }
};

/** Packs and transforms a source into memory that the caller's scope owns. */
const frame = ({ kernels, arena }: Workspace, source: Source, whole: boolean): Frames => {
  const { height, width, count } = source;
  const groups = Math.ceil(count / groupSize);
  const n = transformLength(width);
  const pixelsOfGroup = groupSize * height * width;
  const pixelBytes = whole ? 2 : 8;
  const pixels = arena.alloc(pixelBytes * groups * pixelsOfGroup);
  const spectra = arena.alloc(groups * n * height * octet);
  const twiddles = arena.alloc64(2 * n);
  const squares = new Float64Array(count);
  kernels.fftTwiddles(twiddles, n);
  arena.scope(() => {
    const scratch = arena.alloc(2 * n * octet);
    const transform = whole ? kernels.templateSpectra16 : kernels.templateSpectra64;
    for (let g = 0; g < groups; g++) {
      const at = pixels + pixelBytes * g * pixelsOfGroup;
      const out = whole ? arena.i16(at, pixelsOfGroup) : arena.f64(at, pixelsOfGroup);
      packGroup(out, squares, source, g * groupSize);
      transform(spectra, pixels, twiddles, scratch, g, g + 1, height, width, n);
    }
  });
  return { height, width, count, groups, n, whole, pixels, spectra, twiddles, squares };
};

/** Whether all differences from the pivot are integers of 16 bits. */
const fitsInt16 = ({ integers, least, most }: Images["range"], pivot: number): boolean =>
  integers && Number.isInteger(pivot) && least - pivot >= -32_768 && most - pivot <= 32_767;

/** The frames of a set of images, pixels less `pivot`. */
export const framesOf = (workspace: Workspace, images: Images, pivot: number): Frames =>
  frame(workspace, { ...images, pivot }, fitsInt16(images.range, pivot));

/** A mask of its own for each image, as frames of zeros and ones: the same kernels weigh what was observed. */
export const framesOfMask = (workspace: Workspace, images: Images, mask: Mask): Frames =>
  frame(workspace, { ...images, data: mask.data, strides: mask.strides, mask: undefined, pivot: 0 }, true);
