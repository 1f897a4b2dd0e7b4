/** Densities of points of the plane. */
import { type Tensor, tensor64 } from "../../core/tensor.js";
import { contour } from "../mark/contour.js";
import { heatmap } from "../mark/heatmap.js";
import { scatter } from "../mark/scatter.js";
import { type Panel, panel } from "../panel.js";
import type { Interval } from "../scale.js";
import { coordinate, extremes, type Floats } from "../values.js";

/** A rectangle of the plane. */
export interface PlaneWindow {
  readonly x: Interval;
  readonly y: Interval;
}

/** An interval with a share of its length added at both ends; around a single number, half of one. */
export const withRoom = ([low, high]: Interval, share: number): Interval => {
  const room = share * (high - low) || 0.5;
  return [low - room, high + room];
};

/**
 * The rectangle of points x [n, 2] with a margin around it, a share (0.15) of its sides.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * windowOf(tensor64([2, 2], [0, 0, 10, 20]), { margin: 0.5 }) // => { x: [-5, 15], y: [-10, 30] }
 */
export const windowOf = (x: Tensor, { margin = 0.15 }: { readonly margin?: number } = {}): PlaneWindow => {
  const side = (j: number): Interval => withRoom(extremes([coordinate(j, x)]) ?? [0, 1], margin);
  return { x: side(0), y: side(1) };
};

/**
 * The points of a grid of side x side (161) over a window, both ends included, row by row from the lower left: [side^2, 2]. A field for
 * `contours` is what a density says of them.
 *
 * @example
 * [...planeGrid({ x: [0, 1], y: [5, 7] }, { side: 2 }).data] // => [0, 5, 1, 5, 0, 7, 1, 7]
 */
export const planeGrid = (window: PlaneWindow, { side = 161 }: { readonly side?: number } = {}): Tensor => {
  const at = ([from, to]: Interval, i: number): number =>
    i === side - 1 ? to : from + (i * (to - from)) / Math.max(1, side - 1);
  const points = Array.from({ length: side * side }, (_, i) => [
    at(window.x, i % side),
    at(window.y, Math.floor(i / side)),
  ]);
  return tensor64([side * side, 2], points.flat());
};

/** Values at the points of `planeGrid`, and the points that they are drawn over. */
export interface ContoursOptions {
  readonly window: PlaneWindow;
  /** The points [n, 2], and the class of each. */
  readonly points: Tensor;
  readonly labels?: Floats;
  /** What the two coordinates are called. */
  readonly names: readonly string[];
  /** Where the contours are; without it ten even ones, from the least value of the field to the greatest at a point. */
  readonly levels?: readonly number[];
  /** Values at the points, for the even levels. */
  readonly atPoints?: Floats;
  readonly scale?: "linear" | "log";
  /** What the values are ("-log p(x) in nats"). */
  readonly label?: string;
}

const evenLevels = (field: Floats, atPoints: Floats): readonly number[] => {
  const least = Array.from(field).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = Array.from(atPoints).reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), least);
  const step = (most - least || 1) / 10;
  return Array.from({ length: 10 }, (_, i) => least + (i + 0.5) * step);
};

/**
 * Contours of a field [side^2], row by row from the lower left of the window, over points coloured by class: the negative
 * log-likelihood of a mixture, or of a kernel estimate.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const [window, points] = [{ x: [0, 1], y: [0, 1] } as const, tensor64([1, 2], [0.5, 0.5])];
 * contours([0, 1, 1, 2], { window, points, names: ["x", "y"] }).marks.length // => 2
 */
export const contours = (field: Floats, options: ContoursOptions): Panel => {
  const { window, points, labels, names, scale = "linear", label = "-log p(x) in nats" } = options;
  const side = Math.round(Math.sqrt(field.length));
  const levels = options.levels ?? evenLevels(field, options.atPoints ?? field);
  const [x, y] = [coordinate(0, points), coordinate(1, points)];
  return panel(
    [
      scatter({ x, y, opacity: 0.5, ...(labels && { classes: labels }) }),
      contour({ values: field, shape: [side, side], ...window, levels, scale, label }),
    ],
    {
      x: { label: names[0] ?? "", domain: window.x },
      y: { label: names[1] ?? "", domain: window.y },
      width: 460,
      height: 420,
    },
  );
};

/** Where the rectangles of `countMap` lie. */
export interface CountMapOptions {
  readonly edges: readonly [x: Floats, y: Floats];
  /** What the two coordinates are called. */
  readonly names: readonly string[];
}

/**
 * Counts [bins along x, bins along y] of points in rectangles between edges, as colours.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * countMap(tensor64([2, 1], [3, 4]), { edges: [[0, 1, 2], [0, 5]], names: ["x", "y"] }).marks.length // => 1
 */
export const countMap = (
  { shape: [across = 1, up = 1], data }: Tensor,
  { edges: [x, y], names }: CountMapOptions,
): Panel =>
  panel(
    [
      heatmap({
        values: Array.from(data, (_, i) => data[(i % across) * up + Math.floor(i / across)]!),
        shape: [up, across],
        x: [x[0] ?? 0, x[x.length - 1] ?? 1],
        y: [y[0] ?? 0, y[y.length - 1] ?? 1],
        label: "points",
      }),
    ],
    { x: { label: names[0] ?? "" }, y: { label: names[1] ?? "" }, width: 460, height: 420 },
  );
