import { blueToRed, magma, viridis } from "./colourMaps.js";

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

/** Colour i of `rrggbbrrggbb...`. */
const colourIn = (hexes: string, i: number): Rgb => {
  const [red, green, blue] = [0, 2, 4].map((from) => Number.parseInt(hexes.slice(6 * i + from, 6 * i + from + 2), 16));
  return [red!, green!, blue!];
};

/** The step of [0, 1] that t is on. */
const stepped = (hexes: string, t: number): Rgb => {
  const count = hexes.length / 6;
  return colourIn(hexes, Math.min(count - 1, Math.floor(count * t)));
};

/**
 * The uniform cubic B-spline of n colours c, with the ends prolonged in a line: with u from 0 to 1 between c_i and c_{i+1}
 *
 *   ((1 - u)^3 c_{i-1} + (4 - 6 u^2 + 3 u^3) c_i + (1 + 3 u + 3 u^2 - 3 u^3) c_{i+1} + u^3 c_{i+2}) / 6
 */
const smoothed = (hexes: string, t: number): Rgb => {
  const spans = hexes.length / 6 - 1;
  const i = Math.min(spans - 1, Math.floor(t * spans));
  const u = (t - i / spans) * spans;
  const [from, to] = [colourIn(hexes, i), colourIn(hexes, i + 1)];
  const before = i > 0 ? colourIn(hexes, i - 1) : from.map((level, j) => 2 * level - to[j]!);
  const after = i < spans - 1 ? colourIn(hexes, i + 2) : to.map((level, j) => 2 * level - from[j]!);
  const [u2, u3] = [u * u, u * u * u];
  const level = (j: number): number => {
    const sum =
      (1 - 3 * u + 3 * u2 - u3) * before[j]! +
      (4 - 6 * u2 + 3 * u3) * from[j]! +
      (1 + 3 * u + 3 * u2 - 3 * u3) * to[j]! +
      u3 * after[j]!;
    return Math.min(255, Math.max(0, Math.round(sum / 6)));
  };
  return [level(0), level(1), level(2)];
};

const maps: { readonly [M in ColourMap]: (t: number) => Rgb } = {
  grey,
  ink: (t) => grey(1 - t),
  viridis: (t) => stepped(viridis, t),
  magma: (t) => stepped(magma, t),
  diverging: (t) => smoothed(blueToRed, t),
};

/** The colour of `map` at `t`, clamped to [0, 1]. */
export const colourAt = (map: ColourMap, t: number): Rgb => maps[map](Math.min(1, Math.max(0, t)));
