import { interpolateMagma, interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";

/**
 * Ten colours that stay apart, in the order in which series take them: every two of them are 0.16 apart in Oklab in
 * full colour vision, and 0.1 as protanopes and deuteranopes see them.
 *
 * Found by a search for the largest least distance among the colours of published palettes and a few darker ones.
 */
export const categorical = [
  "#377eb8",
  "#dc267f",
  "#66a61e",
  "#ffc107",
  "#3b1f8f",
  "#66ccee",
  "#882255",
  "#ff9da7",
  "#a65628",
  "#3d2b1f",
] as const;

/** A colour: a place in `categorical` (taken modulo ten), or anything CSS knows. */
export type Colour = number | string;

/** A `Colour` as CSS. */
export const css = (colour: Colour): string =>
  typeof colour === "string" ? colour : (categorical[colour % categorical.length] ?? categorical[0]);

/**
 * Colour maps from [0, 1]. `grey` is black to white, `ink` white to black; `viridis` and `magma` are perceptually
 * uniform; `diverging` is blue, white, red, with its middle at the middle of the domain.
 */
export type ColourMap = "grey" | "ink" | "viridis" | "magma" | "diverging";

/** Red, green and blue, each an integer in 0..255. */
export type Rgb = readonly [number, number, number];

/** A colour as CSS writes it, which SVG knows too: `#rrggbb`. */
export const hex = (rgb: Rgb): string => `#${rgb.map((level) => level.toString(16).padStart(2, "0")).join("")}`;

const grey = (t: number): Rgb => {
  const level = Math.round(255 * t);
  return [level, level, level];
};

/** d3 answers `#rrggbb` or `rgb(r, g, b)`. */
const parse = (colour: string): Rgb => {
  const parts = colour.startsWith("#")
    ? [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number);
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
};

const maps: { readonly [M in ColourMap]: (t: number) => Rgb } = {
  grey,
  ink: (t) => grey(1 - t),
  viridis: (t) => parse(interpolateViridis(t)),
  magma: (t) => parse(interpolateMagma(t)),
  diverging: (t) => parse(interpolateRdBu(1 - t)),
};

/** The colour of `map` at `t`, clamped to [0, 1]. */
export const colourAt = (map: ColourMap, t: number): Rgb => maps[map](Math.min(1, Math.max(0, t)));
