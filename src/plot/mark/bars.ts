import { bin } from "d3-array";
import { crisp } from "../canvas.js";
import { demand, extremes, type Floats } from "../floats.js";
import { overlap, type Rect } from "../geometry.js";
import type { Colour } from "../palette.js";
import { theme } from "../theme.js";
import { clipped, type Frame, type Interpreter, keyOf } from "./interpreter.js";

/** Bars on zero (on a log scale, on the bottom): bar i from `from[i]` to `to[i]`, `height[i]` high. */
export interface Bars {
  readonly _tag: "Bars";
  readonly from: Floats;
  readonly to: Floats;
  readonly height: Floats;
  readonly label?: string;
  readonly colour?: Colour;
  readonly opacity?: number;
}

type Look = Pick<Bars, "label" | "colour" | "opacity">;

/**
 * Bars between neighbouring `edges` (one more than heights), or, without edges, one on each index 0, 1, 2, ... as a
 * band axis has them.
 *
 * Throws a `RangeError` where the edges are not one more than the heights.
 *
 * @example
 * bars({ height: [5, 7], edges: [0, 1, 3] }).to // => [1, 3]
 */
export const bars = (options: Look & { readonly height: Floats; readonly edges?: Floats }): Bars => {
  const { edges, height, ...look } = options;
  if (edges === undefined) {
    const places = Array.from(height, (_, i) => i);
    return { _tag: "Bars", from: places.map((i) => i - 0.4), to: places.map((i) => i + 0.4), height, ...look };
  }
  demand(edges.length === height.length + 1, `bars: ${edges.length} edges for ${height.length} heights`);
  const ends = Array.from(edges);
  return { _tag: "Bars", from: ends.slice(0, -1), to: ends.slice(1), height, ...look };
};

/** How a histogram counts: about how many bins (30), over which range, counts or densities (that integrate to 1). */
export interface Binning {
  readonly bins?: number;
  readonly range?: readonly [number, number];
  readonly density?: boolean;
}

/**
 * The histogram of the finite values: equal bins over the range (the extremes); the last bin holds its upper end.
 *
 * @example
 * Array.from(histogram([0, 1, 2, 3, 4], { bins: 2 }).height) // => [2, 3]
 */
export const histogram = (values: Floats, options: Look & Binning = {}): Bars => {
  const { bins = 30, range, density = false, ...look } = options;
  demand(Number.isInteger(bins) && bins > 0, `histogram: at least one bin, not ${bins}`);
  const [low, high] = range ?? extremes([values]) ?? [0, 1];
  const width = (high - low || 1) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? low + (high - low || 1) : low + i * width));
  const finite = Array.from(values).filter((value) => value >= low && value <= high);
  const counted = bin()
    .domain([low, edges[bins]!])
    .thresholds(edges.slice(1, -1))(finite)
    .map(({ length }) => length);
  const height = density ? counted.map((count) => count / (finite.length * width || 1)) : counted;
  return bars({ height: finite.length === 0 ? [] : height, edges: finite.length === 0 ? [0] : edges, ...look });
};

const rectangles = (mark: Bars, { x, y, area }: Frame): readonly Rect[] => {
  const ground = y.kind === "log" ? area.y + area.height : y.at(0);
  return Array.from(mark.height, (height, i) => {
    const ends = [crisp(x.at(mark.from[i]!)), crisp(x.at(mark.to[i]!))];
    const top = y.at(height);
    const [left, right] = [Math.min(...ends), Math.max(...ends)];
    return { x: left, y: Math.min(top, ground), width: right - left, height: Math.abs(ground - top) };
  }).filter((rect) => Number.isFinite(rect.height) && rect.height > 0);
};

/** What `Bars` mean. */
export const barsInterpreter: Interpreter<Bars> = {
  reach: ({ from, to, height }) => ({
    x: height.length === 0 ? [] : [from, to],
    y: height.length === 0 ? [] : [height, [0]],
  }),
  fit: "round",
  colour: ({ colour }) => colour ?? "next",
  keys: ({ label }, colour) => keyOf(label, colour, "box"),
  covers: (mark, frame, rect) => rectangles(mark, frame).some((bar) => overlap(bar, rect)),
  draw: (mark, frame, pen, colour) =>
    clipped(pen, frame, () => {
      pen.globalAlpha = mark.opacity ?? theme.opacity.bars;
      pen.fillStyle = colour;
      for (const { x, y, width, height } of rectangles(mark, frame)) {
        // A hair of paper between neighbours, where they are wide enough to spare it.
        const hair = width >= 4 ? 1 / theme.density : 0;
        pen.fillRect(x, y, Math.max(width - hair, 1 / theme.density), height);
      }
    }),
};
