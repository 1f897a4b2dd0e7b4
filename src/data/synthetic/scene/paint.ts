import type { Field, Region } from "./distance.js";

/** A coat of paint: the grey of a place from the grey that is there; 0 is black and 1 is white. */
export type Coat = (grey: number, x: number, y: number) => number;

/** The polynomial 3 t^2 - 2 t^3 of t held to [0, 1]: from 0 to 1 without a corner. */
export const smooth = (t: number): number => {
  const held = Math.min(Math.max(t, 0), 1);
  return held * held * (3 - 2 * held);
};

/** A hill of height 1 and radius 1 that ends without a corner: `(1 - r^2)^2`, from r^2. */
export const hill = (squared: number): number => (squared < 1 ? (1 - squared) * (1 - squared) : 0);

/** The share of a place that a region covers: its edge falls off within `softness` pixels. */
const cover = (region: Region, softness: number, x: number, y: number): number => smooth(0.5 - region(x, y) / softness);

/** Covers a region with a grey, or with a grey for each place. */
export const fill =
  (region: Region, paint: number | Field, softness = 1): Coat =>
  (grey, x, y) => {
    const share = cover(region, softness, x, y);
    if (share === 0) return grey;
    return grey + share * ((typeof paint === "number" ? paint : paint(x, y)) - grey);
  };

/** Multiplies the grey within a region: a shadow below 1, a light above it. */
export const shade =
  (region: Region, factor: number, softness = 1): Coat =>
  (grey, x, y) =>
    grey * (1 + (factor - 1) * cover(region, softness, x, y));

/** Coats that are laid only within a region. */
export const within =
  (region: Region, coats: readonly Coat[], softness = 1): Coat =>
  (grey, x, y) => {
    const share = cover(region, softness, x, y);
    return share === 0 ? grey : grey + share * (layered(coats)(grey, x, y) - grey);
  };

/** One coat after the other. */
export const layered =
  (coats: readonly Coat[]): Coat =>
  (grey, x, y) =>
    coats.reduce((below, coat) => coat(below, x, y), grey);

/** Each pixel is the mean of so many by so many places in it. */
const samples = 2;

/** A picture of `height` x `width` pixels, row by row; pixel (i, j) covers the square from (j, i) to (j + 1, i + 1). */
export const paint = (height: number, width: number, coat: Coat): Float64Array =>
  Float64Array.from({ length: height * width }, (_, pixel) => {
    const [left, top] = [pixel % width, Math.floor(pixel / width)];
    let sum = 0;
    for (let i = 0; i < samples; i++)
      for (let j = 0; j < samples; j++) sum += coat(0, left + (j + 0.5) / samples, top + (i + 0.5) / samples);
    return sum / (samples * samples);
  });
