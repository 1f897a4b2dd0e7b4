import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Images } from "./images.js";
import { groupSize, pack, type Source } from "./pack.js";
import type { Mask } from "./pixels.js";
import { transformLength } from "./spectrum.js";

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

/** Packs and transforms a source into memory that the caller's scope owns. */
const frame = (workspace: Workspace, source: Source, whole: boolean): Frames => {
  const { kernels, arena } = workspace;
  const { height, width, count } = source;
  const groups = Math.ceil(count / groupSize);
  const n = transformLength(width);
  const pixels = arena.alloc((whole ? 2 : 8) * groups * groupSize * height * width);
  const spectra = arena.alloc(groups * n * height * octet);
  const twiddles = arena.alloc64(2 * n);
  kernels.fftTwiddles(twiddles, n);
  const squares = pack(workspace, pixels, source, whole);
  arena.scope(() => {
    const scratch = arena.alloc(2 * n * octet);
    const transform = whole ? kernels.templateSpectra16 : kernels.templateSpectra64;
    transform(spectra, pixels, twiddles, scratch, 0, groups, height, width, n);
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
