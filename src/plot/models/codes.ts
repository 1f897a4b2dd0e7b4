/** Where codes lie. */
import type { Tensor } from "../../core/tensor.js";
import { image } from "../mark/image.js";
import { scatter } from "../mark/scatter.js";
import type { Colour } from "../palette.js";
import { type Panel, type PanelOptions, panel } from "../panel.js";
import type { Interval } from "../scale.js";
import { coordinate, type Floats, imagesOf, pictureShape } from "../values.js";

/** Whose points they are, and how they are shown. */
export interface ScatterByLabelOptions {
  /** The class of each point by its place in `classes`, which name them in the legend. */
  readonly labels?: Floats;
  readonly classes?: readonly string[];
  /** Only the points of this class. */
  readonly only?: number;
  /** Which two coordinates (the first two). */
  readonly coordinates?: readonly [number, number];
  /** What each coordinate is called; no axes are drawn without it. */
  readonly names?: readonly string[] | ((coordinate: number) => string);
  /** Of both axes; without it the points' own. */
  readonly domain?: Interval;
  /** Of points without labels. */
  readonly colour?: Colour;
  readonly title?: string;
  /** In CSS pixels (520). */
  readonly width?: number;
  readonly legend?: Panel["legend"];
}

/** Points without labels, and of a single class, are of one colour and need no legend. */
const classesOf = (labels: Floats | undefined, classes: readonly string[], places: readonly number[]) =>
  labels === undefined || classes.length === 1
    ? {}
    : { classes: places.map((i) => labels[i]!), ...(classes.length > 0 && { classLabels: classes }) };

/**
 * Points x [n, d] in two of their coordinates, coloured by class: a map of codes, a projection. A unit is as long along
 * both axes.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const map = scatterByLabel(tensor64([2, 2], [1, 2, 3, 4]), { labels: [0, 1], classes: ["cat", "dog"] });
 * [map.marks.length, map.axes] // => [1, false]
 */
export const scatterByLabel = (x: Tensor, options: ScatterByLabelOptions = {}): Panel => {
  const { labels, classes = [], only, coordinates: [a, b] = [0, 1], names, domain, colour, title } = options;
  const { width = 520, legend = "right" } = options;
  const places = Array.from({ length: x.shape[0] ?? 0 }, (_, i) => i).filter(
    (i) => only === undefined || labels?.[i] === only,
  );
  const along = (j: number): Floats => {
    const values = coordinate(j, x);
    return Float64Array.from(places, (i) => values[i]!);
  };
  const named = typeof names === "function" ? names : (j: number) => names?.[j] ?? "";
  const axis = (j: number) => ({ ...(names && { label: named(j) }), ...(domain && { domain }) });
  return panel(
    [
      scatter({
        x: along(a),
        y: along(b),
        ...classesOf(labels, classes, places),
        ...(colour !== undefined && { colour }),
      }),
    ],
    {
      x: axis(a),
      y: axis(b),
      width,
      height: width,
      aspect: "equal",
      axes: names !== undefined,
      legend,
      ...(title !== undefined && { title }),
    },
  );
};

const variance = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/**
 * The two coordinates in which points x [n, d] differ most, in their order: of two, both.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * widestCoordinates(tensor64([2, 3], [0, 5, 0, 9, 5, 1])) // => [0, 2]
 */
export const widestCoordinates = (x: Tensor): readonly [number, number] => {
  const spread = Array.from({ length: x.shape[1] ?? 1 }, (_, j) => variance(coordinate(j, x)));
  const [a = 0, b = a] = spread.map((_, j) => j).sort((i, j) => spread[j]! - spread[i]!);
  return [Math.min(a, b), Math.max(a, b)];
};

const codeName = (j: number): string => `z_{${j + 1}}`;

/**
 * Codes z [n, d], coloured by class, in the two coordinates in which they differ most, which are called z_1, z_2, ...
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * codeMap(tensor64([2, 3], [0, 5, 0, 9, 5, 1])).y.label // => "z_{3}"
 */
export const codeMap = (z: Tensor, options: ScatterByLabelOptions = {}): Panel =>
  scatterByLabel(z, { coordinates: widestCoordinates(z), names: codeName, ...options });

/**
 * A few pictures [n, rows, columns], each where its code z [n, d] lies.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * imagesAtCodes(tensor32([2, 2, 2], new Float32Array(8)), tensor32([2, 2], [0, 1, 2, 3])).marks.length // => 2
 */
export const imagesAtCodes = (
  pictures: Tensor,
  z: Tensor,
  options: Pick<ScatterByLabelOptions, "coordinates" | "names" | "width"> = {},
): Panel => {
  const { coordinates: [a, b] = widestCoordinates(z), names = codeName, width = 520 } = options;
  const named = typeof names === "function" ? names : (j: number) => names[j] ?? "";
  const [x, y] = [coordinate(a, z), coordinate(b, z)];
  const range = (of: Float64Array): number => Math.max(...of) - Math.min(...of);
  const half = Math.max(range(x), range(y)) / 24 || 0.5;
  const shape = pictureShape(pictures);
  const [high, wide] =
    shape[0] > shape[1] ? [half, (half * shape[1]) / shape[0]] : [(half * shape[0]) / shape[1], half];
  const frame: PanelOptions = { x: { label: named(a) }, y: { label: named(b) }, width, height: width, aspect: "equal" };
  const marks = imagesOf(pictures).map((values, i) =>
    image({ values, shape, x: [x[i]! - wide, x[i]! + wide], y: [y[i]! + high, y[i]! - high] }),
  );
  return panel(marks, frame);
};
