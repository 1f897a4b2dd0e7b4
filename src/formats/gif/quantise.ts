import type { Frame, Rgb } from "./encode.js";

/** A picture of red, green, blue and opacity bytes, row by row; opacity is not looked at. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** Frames, and the palette that they share. */
export interface Quantised {
  readonly palette: readonly Rgb[];
  readonly frames: readonly Frame[];
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

const distance = (a: Rgb, b: Rgb): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

const nearest = (palette: readonly Rgb[], colour: Rgb): number => {
  let best = 0;
  for (let i = 1; i < palette.length; i++)
    if (distance(palette[i]!, colour) < distance(palette[best]!, colour)) best = i;
  return best;
};

/**
 * Pictures in one palette of at most `most` colours: the means of the most frequent colours of all of them, and for each
 * other colour the nearest of these. Meant for drawn figures, whose flat colours are the frequent ones.
 *
 * Source: the popularity algorithm of P. Heckbert, "Color image quantization for frame buffer display" (1982).
 *
 * @example
 * const white = { width: 1, height: 1, rgba: Uint8Array.of(255, 255, 255, 255) };
 * quantise([white]).palette // => [[255, 255, 255]]
 */
export const quantise = (rasters: readonly Raster[], most = 255): Quantised => {
  const counts = countCells(rasters);
  const meanOf = (cell: number): Rgb => {
    const [n, red, green, blue] = counts.subarray(4 * cell, 4 * cell + 4);
    return [Math.round(red! / n!), Math.round(green! / n!), Math.round(blue! / n!)];
  };
  const used = Array.from({ length: cells }, (_, cell) => cell).filter((cell) => counts[4 * cell]! > 0);
  const frequent = used.sort((a, b) => counts[4 * b]! - counts[4 * a]! || a - b);
  const palette = frequent.slice(0, most).map(meanOf);
  const places = new Uint8Array(cells);
  frequent.forEach((cell, i) => {
    places[cell] = i < most ? i : nearest(palette, meanOf(cell));
  });
  return {
    palette,
    frames: rasters.map(({ width, height, rgba }) => {
      const pixels = new Uint8Array(width * height);
      for (let i = 0; i < pixels.length; i++) pixels[i] = places[cellAt(rgba, 4 * i)]!;
      return { width, height, pixels };
    }),
  };
};
