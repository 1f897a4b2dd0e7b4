import { bin } from "d3-array";
import { overlap, type Rect } from "../geometry.js";
import type { Colour } from "../palette.js";
import { crisp } from "../surface.js";
import { theme } from "../theme.js";
import { extremes, type Floats, undrawable } from "../values.js";
import { clipped, entryOf, type MarkDefinition, type PanelFrame } from "./definition.js";

/** Bars on zero (on a log scale, on the bottom), `height[i]` high. */
export interface BarsMark {
  readonly kind: "bars";
  readonly height: Floats;
  /** Bar i stands from edge i to edge i + 1; without edges on the index i, as a band axis has them. */
  readonly edges?: Floats;
  readonly label?: string;
  readonly colour?: Colour;
  readonly opacity?: number;
  /** How many bars were asked for, of a histogram. */
  readonly bins?: number;
}

type Look = Pick<BarsMark, "label" | "colour" | "opacity">;

/**
 * Bars between neighbouring `edges` (one more than heights), or, without edges, one on each index 0, 1, 2, ... as a
 * band axis has them. They cannot be drawn where the edges are not one more than the heights.
 *
 * @example
 * bars({ height: [5, 7], edges: [0, 1, 3] }).kind // => "bars"
 */
export const bars = (options: Omit<BarsMark, "kind" | "bins">): BarsMark => ({ kind: "bars", ...options });

/** How a histogram counts: about how many bins (30), over which range, counts or densities (that integrate to 1). */
export interface Binning {
  readonly bins?: number;
  readonly range?: readonly [number, number];
  readonly density?: boolean;
}

/**
 * The histogram of the finite values: equal bins over the range (the extremes); the last bin holds its upper end. It
 * cannot be drawn where `bins` is not a positive whole number.
 *
 * @example
 * Array.from(histogram([0, 1, 2, 3, 4], { bins: 2 }).height) // => [2, 3]
 */
export const histogram = (values: Floats, options: Look & Binning = {}): BarsMark => {
  const { bins = 30, range, density = false, ...look } = options;
  const none: BarsMark = { kind: "bars", height: [], edges: [0], bins, ...look };
  if (!(Number.isInteger(bins) && bins > 0)) return none;
  const [low, high] = range ?? extremes([values]) ?? [0, 1];
  const width = (high - low || 1) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? low + (high - low || 1) : low + i * width));
  const finite = Array.from(values).filter((value) => value >= low && value <= high);
  if (finite.length === 0) return none;
  const counted = bin()
    .domain([low, edges[bins]!])
    .thresholds(edges.slice(1, -1))(finite)
    .map(({ length }) => length);
  const height = density ? counted.map((count) => count / (finite.length * width || 1)) : counted;
  return { ...none, height, edges };
};

/** From where to where each bar stands. */
const sides = ({ height, edges }: BarsMark): readonly (readonly [from: number, to: number])[] =>
  Array.from(height, (_, i) => (edges ? [edges[i]!, edges[i + 1]!] : [i - 0.4, i + 0.4]));

const rectangles = (mark: BarsMark, { x, y, area }: PanelFrame): readonly Rect[] => {
  const ground = y.kind === "log" ? area.y + area.height : y.at(0);
  const all = sides(mark);
  return Array.from(mark.height, (height, i) => {
    const ends = [crisp(x.at(all[i]![0])), crisp(x.at(all[i]![1]))];
    const top = y.at(height);
    const [left, right] = [Math.min(...ends), Math.max(...ends)];
    return { x: left, y: Math.min(top, ground), width: right - left, height: Math.abs(ground - top) };
  }).filter((rect) => Number.isFinite(rect.height) && rect.height > 0);
};

/** What bars mean. */
export const barsMark: MarkDefinition<BarsMark> = {
  kind: "bars",
  check: ({ height, edges, bins = 1 }) => {
    if (!(Number.isInteger(bins) && bins > 0)) return undrawable("a histogram", "a positive number of bins", `${bins}`);
    return edges === undefined || edges.length === height.length + 1
      ? undefined
      : undrawable("bars", "one more edge than heights", `${edges.length} edges, ${height.length} heights`);
  },
  extent: (mark) => (mark.height.length === 0 ? { x: [], y: [] } : { x: [sides(mark).flat()], y: [mark.height, [0]] }),
  colour: ({ colour }) => colour ?? "next",
  legend: ({ label }, colour) => entryOf(label, colour, "box"),
  covers: (mark, frame, rect) => rectangles(mark, frame).some((bar) => overlap(bar, rect)),
  draw: (mark, frame, surface, colour) =>
    clipped(surface, frame, () => {
      const { context } = surface;
      context.globalAlpha = mark.opacity ?? theme.opacity.bars;
      context.fillStyle = colour;
      for (const { x, y, width, height } of rectangles(mark, frame)) {
        // A hair of paper between neighbours, where they are wide enough to spare it.
        const hair = width >= 4 ? 1 / theme.density : 0;
        context.fillRect(x, y, Math.max(width - hair, 1 / theme.density), height);
      }
    }),
};
