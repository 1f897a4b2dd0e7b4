/** Densities of numbers on a line. */
import { type Tensor, tensor64 } from "../../core/tensor.js";
import { type Content, row } from "../figure.js";
import { bars } from "../mark/bars.js";
import { line } from "../mark/line.js";
import { rug } from "../mark/rug.js";
import { type Panel, panel } from "../panel.js";
import type { Interval } from "../scale.js";
import { theme } from "../theme.js";
import type { Floats } from "../values.js";

/** Heights between edges, one more of these than of those. */
export interface HistogramBars {
  readonly edges: Floats;
  readonly density: Floats;
  readonly label?: string;
}

/** A curve over points of the line. */
export interface DensityCurve {
  readonly x: Floats;
  readonly density: Floats;
  readonly label?: string;
}

const lineOf = ({ x, density, ...look }: DensityCurve) => line({ x, y: density, ...look });
const barsOf = ({ edges, density, ...look }: HistogramBars) => bars({ height: density, edges, ...look });

/**
 * A histogram of area 1 with a density over it; `name` says what the numbers are.
 *
 * @example
 * const counted = { edges: [0, 1, 2], density: [0.25, 0.75], label: "8 points in 2 bins" };
 * densityHistogram(counted, { x: [0, 1, 2], density: [0.1, 0.5, 0.9], label: "1 normal" }, "x").marks.length // => 2
 */
export const densityHistogram = (counted: HistogramBars, curve: DensityCurve, name: string): Panel =>
  panel([barsOf(counted), lineOf(curve)], {
    x: { label: name },
    y: { label: "density" },
    width: 560,
    legend: "right",
  });

/**
 * Points of a line, evenly from one end to the other, both included: [count, 1], 801 of them. A density over them is what
 * `densityEstimates` draws.
 *
 * @example
 * [...lineGrid([0, 3], { count: 4 }).data] // => [0, 1, 2, 3]
 */
export const lineGrid = ([from, to]: Interval, { count = 801 }: { readonly count?: number } = {}): Tensor =>
  tensor64(
    [count, 1],
    Array.from({ length: count }, (_, i) => (i === count - 1 ? to : from + (i * (to - from)) / Math.max(1, count - 1))),
  );

/** One of several estimates: as bars or as a curve, with the points that it is made of. */
export type DensityEstimate = (HistogramBars | DensityCurve) & { readonly title: string; readonly points?: Floats };

/** How estimates are put beside one another. */
export interface DensityOptions {
  /** What the numbers are. */
  readonly name: string;
  /** From where to where; without it the panels' own. */
  readonly domain?: Interval;
  /** The room above the highest density, as a factor (1.1). */
  readonly room?: number;
}

/**
 * Estimates of densities side by side, on one scale, over their points.
 *
 * @example
 * const edges = [0, 1, 2];
 * densityEstimates([{ title: "some edges", edges, density: [0.5, 0.5], points: [0.5, 1.5] }], { name: "x" }).kind // => "grid"
 */
export const densityEstimates = (
  estimates: readonly DensityEstimate[],
  { name, domain, room = 1.1 }: DensityOptions,
): Content => {
  const most = estimates.reduce((top, { density }) => Array.from(density).reduce((a, b) => Math.max(a, b), top), 0);
  return row(
    estimates.map(({ title, points, ...estimate }) =>
      panel(
        [
          "edges" in estimate ? barsOf(estimate) : lineOf(estimate),
          ...(points ? [rug({ x: points, colour: theme.colour.muted })] : []),
        ],
        {
          title,
          x: { label: name, ...(domain && { domain }) },
          y: { label: "density", ...(most > 0 && { domain: [0, room * most] }) },
          width: 320,
          height: 240,
        },
      ),
    ),
  );
};
