/** Points beside others, and in every pair of their coordinates. */
import type { Tensor } from "../../core/tensor.js";
import { type Content, type Grid, grid, row } from "../figure.js";
import { histogram } from "../mark/bars.js";
import { scatter } from "../mark/scatter.js";
import { panel } from "../panel.js";
import { theme } from "../theme.js";
import { coordinate, extremes, type Floats } from "../values.js";
import { type PlaneWindow, windowOf, withRoom } from "./contours.js";

/** Points x [n, d] with the class of each. */
export interface LabelledPoints {
  readonly x: Tensor;
  readonly labels: Floats;
}

/** What two sets of points have in common. */
export interface PointsAndDrawsOptions {
  /** What the two coordinates are called. */
  readonly names: readonly string[];
  /** What the classes are called. */
  readonly classes: readonly string[];
  /** What is shown of the plane; without it where the points are, with some room. */
  readonly window?: PlaneWindow;
  /** The titles of the two panels. */
  readonly titles?: readonly [string, string];
}

/**
 * Points beside draws from the mixture that was fitted to them, on the same axes, coloured by component.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const points = { x: tensor64([2, 2], [0, 0, 1, 1]), labels: [0, 1] };
 * pointsAndDraws(points, points, { names: ["x", "y"], classes: ["normal 1", "normal 2"] }).kind // => "grid"
 */
export const pointsAndDraws = (
  points: LabelledPoints,
  draws: LabelledPoints,
  options: PointsAndDrawsOptions,
): Content => {
  const { names, classes: classLabels, window = windowOf(points.x) } = options;
  const { titles = ["the points", "draws from the mixture"] } = options;
  const part = (title: string, { x, labels }: LabelledPoints, legend: "none" | "right"): Content =>
    panel([scatter({ x: coordinate(0, x), y: coordinate(1, x), classes: labels, classLabels })], {
      x: { label: names[0] ?? "", domain: window.x },
      y: { label: names[1] ?? "", domain: window.y },
      title,
      width: 330,
      height: 330,
      legend,
    });
  return row([part(titles[0], points, "none"), part(titles[1], draws, "right")]);
};

/**
 * Every pair of coordinates: row i and column j show coordinate i against j, and on the diagonal the histogram of one.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const points = { x: tensor64([2, 3], [0, 0, 1, 1, 2, 2]), labels: [0, 1] };
 * scatterMatrix(points, ["a", "b", "c"]).contents.length // => 9
 */
export const scatterMatrix = ({ x, labels }: LabelledPoints, names: readonly string[]): Grid => {
  const d = names.length;
  const values = names.map((_, j) => coordinate(j, x));
  const domains = values.map((all) => withRoom(extremes([all]) ?? [0, 1], 0.05));
  const cell = (i: number, j: number): Content =>
    panel(
      i === j
        ? [histogram(values[i]!, { bins: 20, colour: theme.colour.muted })]
        : [scatter({ x: values[j]!, y: values[i]!, classes: labels, radius: 1.6, opacity: 0.6 })],
      {
        x: { ...(i === d - 1 && { label: names[j]! }), domain: domains[j]!, ticks: 3 },
        y: { ...(j === 0 && { label: names[i]! }), ...(i !== j && { domain: domains[i]! }), ticks: 3 },
        width: 130,
        height: 130,
      },
    );
  return grid(
    d,
    Array.from({ length: d * d }, (_, at) => cell(Math.floor(at / d), at % d)),
    { gap: 10 },
  );
};
