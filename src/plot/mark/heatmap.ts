import { type Colouring, colourScaleOf } from "../colourScale.js";
import { wrongField } from "../values.js";
import type { MarkDefinition } from "./definition.js";
import { drawField, type RasterField } from "./raster.js";

/** A field of values as colours, with a colour bar. */
export interface HeatmapMark extends RasterField, Required<Colouring> {
  readonly kind: "heatmap";
  /** What the values are, beside the colour bar. */
  readonly label: string;
}

/**
 * A heat map: column j covers `[j, j + 1]` of the x axis and row i the same of the y axis, unless `x` and `y` say which
 * intervals all columns and all rows share; the y axis runs upwards, unless the panel reverses it.
 *
 * It cannot be drawn where the values are not of the shape.
 */
export const heatmap = (
  options: Pick<RasterField, "values" | "shape"> & Partial<RasterField> & Colouring & { readonly label?: string },
): HeatmapMark => ({
  kind: "heatmap",
  x: [0, options.shape[1]],
  y: [0, options.shape[0]],
  colours: "viridis",
  domain: "data",
  scale: "linear",
  label: "",
  ...options,
});

/** What a heat map means. */
export const heatmapMark: MarkDefinition<HeatmapMark> = {
  kind: "heatmap",
  check: ({ values, shape }) => wrongField("a heat map", values, shape, 1),
  extent: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  bar: (mark) => ({ scale: colourScaleOf(mark.values, mark), label: mark.label }),
  draw: (mark, frame, surface) => drawField(surface, mark, colourScaleOf(mark.values, mark), frame),
};
