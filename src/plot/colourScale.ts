import { type ColourMap, colourAt, type Rgb } from "./palette.js";
import { type Interval, type Scale, scaleOf, widened } from "./scale.js";
import { theme } from "./theme.js";
import { extremes, type Floats } from "./values.js";

/** How values become colours. */
export interface Colouring {
  readonly colours?: ColourMap;
  /** The values of the map's ends; `"data"` for the extremes of the values, about zero where the map is diverging. */
  readonly domain?: Interval | "data";
  readonly scale?: "linear" | "log";
}

/** A colour for a value, and the scale that a colour bar shows. */
export interface ColourScale {
  readonly map: ColourMap;
  readonly scale: Scale;
  /** The colour of a value; values beyond the domain get its ends, NaN gets the colour of what is missing. */
  readonly rgb: (value: number) => Rgb;
}

const levels = 255;

const missing = [1, 3, 5].map((i) => Number.parseInt(theme.colour.missing.slice(i, i + 2), 16)) as unknown as Rgb;

const dataDomain = (values: Floats, map: ColourMap, log: boolean): Interval => {
  const [low, high] = extremes([values], log) ?? (log ? [1, 10] : [0, 1]);
  const most = Math.max(Math.abs(low), Math.abs(high));
  return widened(log ? "log" : "linear", map === "diverging" && !log ? [-most, most] : [low, high]);
};

/** The colour scale of `values`: 256 steps of the map over the domain. */
export const colourScaleOf = (values: Floats, colouring: Required<Colouring>): ColourScale => {
  const { colours: map, domain, scale: kind } = colouring;
  const ends = domain === "data" ? dataDomain(values, map, kind === "log") : domain;
  const table = Array.from({ length: levels + 1 }, (_, level) => colourAt(map, level / levels));
  const scale = scaleOf({ kind, domain: ends, range: [0, levels], count: 5 });
  return {
    map,
    scale,
    rgb: (value) => {
      const level = Math.round(scale.at(value));
      return Number.isNaN(level) ? missing : table[Math.min(levels, Math.max(0, level))]!;
    },
  };
};

/** The RGBA bytes of the values. */
export const rgbaOf = (values: Floats, { rgb }: ColourScale): Uint8ClampedArray => {
  const bytes = new Uint8ClampedArray(values.length * 4);
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = rgb(values[i]!);
    bytes[i * 4] = red;
    bytes[i * 4 + 1] = green;
    bytes[i * 4 + 2] = blue;
    bytes[i * 4 + 3] = 255;
  }
  return bytes;
};
