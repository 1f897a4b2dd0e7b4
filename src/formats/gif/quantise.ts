import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectList, expectOptions } from "../../core/checks.js";
import type { Failure } from "../../failure.js";
import type { GifColour, GifFrame } from "./encode.js";

/** A picture of red, green, blue and opacity bytes, row by row; opacity is not looked at. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** Frames, and the palette that they share. */
export interface Quantised {
  readonly palette: readonly GifColour[];
  readonly frames: readonly GifFrame[];
}

/** How colours are chosen. */
export interface QuantiseOptions {
  /** The most that there may be, 1 to 256 (255, which leaves one for transparency). */
  readonly colours?: number;
}

/** Colours that agree in the upper five bits of red, green and blue are counted as one. */
const cells = 1 << 15;
const cellAt = (rgba: Raster["rgba"], at: number): number =>
  ((rgba[at]! >> 3) << 10) | ((rgba[at + 1]! >> 3) << 5) | (rgba[at + 2]! >> 3);

/** Of each cell its pixels, and the sums of their red, green and blue. */
const countCells = (rasters: readonly Raster[]): Float64Array => {
  const counts = new Float64Array(4 * cells);
  for (const { rgba } of rasters)
    for (let at = 0; at < rgba.length; at += 4) {
      const cell = 4 * cellAt(rgba, at);
      counts[cell]! += 1;
      for (let c = 0; c < 3; c++) counts[cell + 1 + c]! += rgba[at + c]!;
    }
  return counts;
};

const distance = (a: GifColour, b: GifColour): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

const nearest = (palette: readonly GifColour[], colour: GifColour): number => {
  let best = 0;
  for (let i = 1; i < palette.length; i++)
    if (distance(palette[i]!, colour) < distance(palette[best]!, colour)) best = i;
  return best;
};

const quantised = (rasters: readonly Raster[], most: number): Quantised => {
  const counts = countCells(rasters);
  const meanOf = (cell: number): GifColour => {
    const [n, red, green, blue] = counts.subarray(4 * cell, 4 * cell + 4);
    return [Math.round(red! / n!), Math.round(green! / n!), Math.round(blue! / n!)];
  };
  const used = Array.from({ length: cells }, (_, cell) => cell).filter((cell) => counts[4 * cell]! > 0);
  const frequent = used.sort((a, b) => counts[4 * b]! - counts[4 * a]! || a - b);
  const palette = frequent.slice(0, most).map(meanOf);
  const indices = new Uint8Array(cells);
  frequent.forEach((cell, i) => {
    indices[cell] = i < most ? i : nearest(palette, meanOf(cell));
  });
  return {
    palette,
    frames: rasters.map(({ width, height, rgba }) => {
      const pixels = new Uint8Array(width * height);
      for (let i = 0; i < pixels.length; i++) pixels[i] = indices[cellAt(rgba, 4 * i)]!;
      return { width, height, pixels };
    }),
  };
};

/**
 * Pictures in one palette of so many colours at most: the means of the most frequent colours of all of them, and for each
 * other colour the nearest of these. Meant for drawn figures, whose flat colours are the frequent ones.
 *
 * Errors: `BadOption` where `colours` is no integer from 1 to 256; `BadArgument`.
 * Source: the popularity algorithm of P. Heckbert, "Color image quantization for frame buffer display" (1982).
 *
 * @example
 * import { gif } from "elbo-ts/formats";
 * const white = { width: 1, height: 1, rgba: Uint8Array.of(255, 255, 255, 255) };
 * E.map(({ palette }: gif.Quantised) => palette)(gif.quantise([white])) // => E.right([[255, 255, 255]])
 */
export const quantise = (rasters: readonly Raster[], options: QuantiseOptions = {}): E.Either<Failure, Quantised> =>
  F.pipe(
    checked(options, expectList("the pictures", rasters), expectOptions(options, ["colours"])),
    E.map(({ colours = 255 }) => colours),
    E.chainFirst((colours) => expectCount("colours", colours, { most: 256 })),
    E.map((colours) => quantised(rasters, colours)),
  );
