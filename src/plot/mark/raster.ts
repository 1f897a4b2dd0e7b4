import { type ColourScale, rgbaOf } from "../colourScale.js";
import type { Rect } from "../geometry.js";
import type { Interval } from "../scale.js";
import type { Surface } from "../surface.js";
import { theme } from "../theme.js";
import type { Floats, Shape2 } from "../values.js";
import { clipped, type PanelFrame } from "./definition.js";

/** A field of values over a rectangle of the data plane: row 0 begins at `y[0]`, column 0 at `x[0]`. */
export interface RasterField {
  readonly values: Floats;
  /** Rows and columns; values are row-major. */
  readonly shape: Shape2;
  readonly x: Interval;
  readonly y: Interval;
}

/** The field's pixels in a rectangle, each a sharp cell; where cells are smaller than pixels, their means. */
export const drawPixels = (
  { context, drawPixels: stretch }: Surface,
  values: Floats,
  [rows, columns]: Shape2,
  colours: ColourScale,
  { x, y, width, height }: Rect,
): void => {
  // Nearest neighbours would drop whole rows of a field that is finer than the picture.
  const smooth = width * theme.density < columns || height * theme.density < rows;
  context.save();
  context.translate(x, y);
  stretch({ rgba: rgbaOf(values, colours), width: columns, height: rows }, width, height, smooth);
  context.restore();
};

/** The field on the scales of a frame, turned over where an axis runs against it. */
export const drawField = (surface: Surface, field: RasterField, colours: ColourScale, frame: PanelFrame): void =>
  clipped(surface, frame, () => {
    const { context } = surface;
    const [left, right] = [frame.x.at(field.x[0]), frame.x.at(field.x[1])];
    const [top, bottom] = [frame.y.at(field.y[0]), frame.y.at(field.y[1])];
    context.translate(left, top);
    context.scale(Math.sign(right - left), Math.sign(bottom - top));
    const rect = { x: 0, y: 0, width: Math.abs(right - left), height: Math.abs(bottom - top) };
    drawPixels(surface, field.values, field.shape, colours, rect);
  });
