import { type Colouring, colourScaleOf } from "../colourScale.js";
import { wrongField } from "../values.js";
import type { MarkDefinition } from "./definition.js";
import { drawField, type RasterField } from "./raster.js";

/** A picture, row 0 on top. */
export interface ImageMark extends RasterField, Required<Colouring> {
  readonly kind: "image";
}

/**
 * A picture of values, grey from 0 (black) to 1 (white) unless told otherwise; nearest neighbours, one cell a value.
 *
 * It covers x from 0 to its columns and y from 0 (its foot) to its rows, unless told otherwise.
 * It cannot be drawn where the values are not of the shape.
 */
export const image = (
  options: Pick<RasterField, "values" | "shape"> & Partial<RasterField> & Colouring,
): ImageMark => ({
  kind: "image",
  x: [0, options.shape[1]],
  y: [options.shape[0], 0],
  colours: "grey",
  domain: [0, 1],
  scale: "linear",
  ...options,
});

/** What a picture means. */
export const imageMark: MarkDefinition<ImageMark> = {
  kind: "image",
  check: ({ values, shape }) => wrongField("an image", values, shape, 1),
  extent: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  draw: (mark, frame, surface) => drawField(surface, mark, colourScaleOf(mark.values, mark), frame),
};
