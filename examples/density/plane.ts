/** Points in the plane: contours of densities over them. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { histogram, inferMixture, kde, type Mixture, type Runtime, type Tensor, tensor } from "../../src/flat.js";
import { type Content, contour, heatmap, type Interval, logLevels, panel, row, scatter } from "../../src/plot/index.js";
import { coordinate } from "./data.js";
import { extentOf, linspace, withRoom } from "./line.js";

/** A rectangle of the plane. */
export interface Window {
  readonly x: Interval;
  readonly y: Interval;
}

/** Points with the component that each belongs to. */
export interface Classed {
  /** [n, 2] */
  readonly x: Tensor;
  readonly labels: ArrayLike<number>;
}

/** How a negative log-density is cut by contours. */
export interface Levels {
  readonly levels: readonly number[];
  readonly scale: "linear" | "log";
}

/** Ten levels from 1 to 1000 in equal ratios. */
export const decades: Levels = { levels: logLevels(1, 1000, 10), scale: "log" };

/** A window with some room around the points. */
export const windowOf = (x: Tensor): Window => ({
  x: withRoom(extentOf(coordinate(x, 0)), 0.15),
  y: withRoom(extentOf(coordinate(x, 1)), 0.15),
});

const side = 161;

/** The grid points of a window, row by row from the lower left: [side^2, 2]. */
const gridOf = (window: Window): Tensor => {
  const [x, y] = [linspace(window.x, side), linspace(window.y, side)];
  return tensor(
    [side * side, 2],
    Float64Array.from({ length: 2 * side * side }, (_, i) =>
      i % 2 === 0 ? x[(i / 2) % side]! : y[Math.floor(i / 2 / side)]!,
    ),
  );
};

const negated = ({ data }: Tensor): Float64Array => Float64Array.from(data, (log) => -log);

/** Ten even levels, from the least value of a field to the greatest at a point. */
const evenLevels = (field: Float64Array, atPoints: Float64Array): Levels => {
  const least = field.reduce((a, b) => Math.min(a, b));
  const most = atPoints.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), least);
  const step = (most - least || 1) / 10;
  return { levels: Array.from({ length: 10 }, (_, i) => least + (i + 0.5) * step), scale: "linear" };
};

const axes = (names: readonly string[], { x, y }: Window) => ({
  x: { label: names[0]!, domain: x },
  y: { label: names[1]!, domain: y },
});

const overPoints = (
  field: Float64Array,
  { levels, scale }: Levels,
  { x, labels }: Classed,
  window: Window,
  names: readonly string[],
): Content =>
  panel(
    [
      scatter({ x: coordinate(x, 0), y: coordinate(x, 1), classes: Array.from(labels), opacity: 0.5 }),
      contour({ values: field, shape: [side, side], ...window, levels, scale, label: "-log p(x) in nats" }),
    ],
    { ...axes(names, window), width: 460, height: 420 },
  );

/** Contours of the negative log-likelihood of a mixture, over the points. */
export const mixtureContours = (
  runtime: Runtime,
  theta: Mixture,
  points: Classed,
  { names, window, levels }: { readonly names: readonly string[]; readonly window: Window; readonly levels?: Levels },
): E.Either<Failure, Content> =>
  F.pipe(
    E.Do,
    E.bind("field", () => inferMixture(runtime, theta, gridOf(window))),
    E.bind("own", () => inferMixture(runtime, theta, points.x)),
    E.map(({ field, own }) => {
      const values = negated(field.logDensity);
      return overPoints(values, levels ?? evenLevels(values, negated(own.logDensity)), points, window, names);
    }),
  );

/** The same of a kernel estimate. */
export const kernelContours = (
  runtime: Runtime,
  points: Classed,
  {
    kernel,
    bandwidth,
    names,
    window,
  }: {
    readonly kernel: kde.KdeKernel;
    readonly bandwidth: kde.Bandwidth;
    readonly names: readonly string[];
    readonly window: Window;
  },
): E.Either<Failure, { readonly content: Content; readonly bandwidth: number }> =>
  F.pipe(
    E.Do,
    E.bind("model", () => kde.fit(points.x, { kernel, bandwidth })),
    E.bind("field", ({ model }) => kde.logDensity(runtime, model, gridOf(window))),
    E.bind("own", ({ model }) => kde.logDensity(runtime, model, points.x)),
    E.map(({ model, field, own }) => {
      const values = negated(field);
      const levels = evenLevels(values, negated(own));
      return { content: overPoints(values, levels, points, window, names), bandwidth: model.bandwidth };
    }),
  );

/** Counts in rectangles, as colours. */
export const counts = (x: Tensor, bins: number, names: readonly string[]): E.Either<Failure, Content> =>
  F.pipe(
    histogram.fit2d(coordinate(x, 0), coordinate(x, 1), { bins }),
    E.map(({ counts: table, edges: [across, up] }: histogram.Histogram2d) =>
      panel(
        [
          heatmap({
            values: Array.from(table.data, (_, i) => table.data[(i % bins) * bins + Math.floor(i / bins)]!),
            shape: [bins, bins],
            x: [across[0]!, across.at(-1)!],
            y: [up[0]!, up.at(-1)!],
            label: "points",
          }),
        ],
        { x: { label: names[0]! }, y: { label: names[1]! }, width: 460, height: 420 },
      ),
    ),
  );

/** Points beside draws, on the same axes. */
export const pointsAndDraws = (
  points: Classed,
  draws: Classed,
  window: Window,
  names: readonly string[],
  components: number,
): Content => {
  const classLabels = Array.from({ length: components }, (_, j) => `normal ${j + 1}`);
  const part = (title: string, { x, labels }: Classed, legend: "none" | "right"): Content =>
    panel([scatter({ x: coordinate(x, 0), y: coordinate(x, 1), classes: Array.from(labels), classLabels })], {
      ...axes(names, window),
      title,
      width: 330,
      height: 330,
      legend,
    });
  return row([part("the points", points, "none"), part("draws from the mixture", draws, "right")]);
};
