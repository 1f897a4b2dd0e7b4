/** Images as they lie in an array, and what one look at all their pixels tells. */
import { either as E } from "fp-ts";
import { badData, type Failure } from "../../failure.js";

/** Distance in the data between neighbours along each axis. */
export interface Strides {
  readonly row: number;
  readonly column: number;
  readonly image: number;
}

/** Which pixels were observed (1) and which are missing (0): one mask for all images, or one an image. */
export type ImageMask = {
  readonly kind: "shared" | "each";
  readonly data: ArrayLike<number>;
  readonly strides: Strides;
};

/** K images of H x W pixels as they lie in an array. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  /** Number of the first image and how many follow: a part of a stack shares its data. */
  readonly from: number;
  readonly count: number;
  readonly data: ArrayLike<number>;
  readonly strides: Strides;
  readonly mask: ImageMask | undefined;
}

/** What one look at all observed pixels tells. */
export interface PixelRange {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** Share of the pixels at `least` or `most`: clipped noise bends the means. */
  readonly atEnds: number;
  /** Whether every pixel is an integer (of 32 bits). */
  readonly integers: boolean;
}

const notFinite = (value: number, row: number, column: number, image: number): Failure<"NotFinite"> =>
  badData("NotFinite", "a pixel is not a number", {
    where: `row ${row}, column ${column} of image ${image}`,
    expected: "finite values",
    got: String(value),
    hint: "mask missing pixels",
  });

/**
 * Bytes are counted by value, which tells all of it; several times as fast as comparing them. Neighbours count in
 * tables of their own: an increment need not wait for that of an equal neighbour.
 */
const rangeOfBytes = (data: Uint8Array): PixelRange => {
  const tables = new Uint32Array(4 * 256);
  const even = data.length - (data.length % 4);
  for (let at = 0; at < even; at += 4) {
    tables[data[at]!]! += 1;
    tables[256 + data[at + 1]!]! += 1;
    tables[512 + data[at + 2]!]! += 1;
    tables[768 + data[at + 3]!]! += 1;
  }
  for (let at = even; at < data.length; at++) tables[data[at]!]! += 1;
  const counts = Array.from({ length: 256 }, (_, value) =>
    [0, 256, 512, 768].reduce((sum, t) => sum + tables[t + value]!, 0),
  );
  const least = counts.findIndex((count) => count > 0);
  const most = counts.findLastIndex((count) => count > 0);
  const atEnds = counts[least]! + (most > least ? counts[most]! : 0);
  const sum = counts.reduce((total, count, value) => total + count * value, 0);
  return { least, most, mean: sum / data.length, atEnds: atEnds / data.length, integers: true };
};

/**
 * Looks at every observed pixel once.
 *
 * Errors: `NotFinite` with the place of the first NaN or infinity, `NothingObserved` where the mask leaves no pixel.
 */
export const rangeOf = (set: Pixels): E.Either<Failure, PixelRange> => {
  const { height, width, from, count, data, strides, mask } = set;
  if (data instanceof Uint8Array && mask === undefined) return E.right(rangeOfBytes(data));
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let atLeast = 0;
  let atMost = 0;
  let sum = 0;
  let seen = 0;
  let integers = true;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const pixel = i * strides.row + j * strides.column;
      const observed = mask ? i * mask.strides.row + j * mask.strides.column : 0;
      for (let k = from; k < from + count; k++) {
        if (mask && !mask.data[observed + k * mask.strides.image]) continue;
        const x = data[pixel + k * strides.image]!;
        if (x < least) {
          least = x;
          atLeast = 0;
        }
        if (x > most) {
          most = x;
          atMost = 0;
        }
        if (x === least) atLeast += 1;
        if (x === most) atMost += 1;
        if ((x | 0) !== x) {
          if (!Number.isFinite(x)) return E.left(notFinite(x, i, j, k));
          integers = false;
        }
        sum += x;
        seen += 1;
      }
    }
  }
  if (seen === 0)
    return E.left(
      badData("NothingObserved", "the mask leaves no pixel", { expected: "a 1 for each observed pixel", got: "zeros" }),
    );
  return E.right({ least, most, mean: sum / seen, atEnds: (atLeast + (most > least ? atMost : 0)) / seen, integers });
};
