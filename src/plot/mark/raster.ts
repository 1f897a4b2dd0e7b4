import { bitmap, type Pen } from "../canvas.js";
import { type ColourScale, rgbaOf } from "../colourScale.js";
import type { Floats, Shape2 } from "../floats.js";
import type { Rect } from "../geometry.js";
import type { Interval } from "../scale.js";
import { theme } from "../theme.js";
import { clipped, type Frame } from "./interpreter.js";

/** A field of values over a rectangle of the data plane: row 0 begins at `y[0]`, column 0 at `x[0]`. */
export interface Field {
  readonly values: Floats;
  /** Rows and columns; values are row-major. */
  readonly shape: Shape2;
  readonly x: Interval;
  readonly y: Interval;
}

/** The field's pixels in a rectangle, each a sharp cell; where cells are smaller than pixels, their means. */
export const drawPixels = (
  pen: Pen,
  values: Floats,
  [rows, columns]: Shape2,
  colours: ColourScale,
  rect: Rect,
): void => {
  const shrinks = rect.width * theme.density < columns || rect.height * theme.density < rows;
  pen.save();
  // Nearest neighbours would drop whole rows of a field that is finer than the picture.
  pen.imageSmoothingEnabled = shrinks;
  if (shrinks) pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap(rgbaOf(values, colours), columns, rows), rect.x, rect.y, rect.width, rect.height);
  pen.restore();
};

/** The field on the scales of a frame, turned over where an axis runs against it. */
export const drawField = (pen: Pen, field: Field, colours: ColourScale, frame: Frame): void =>
  clipped(pen, frame, () => {
    const [left, right] = [frame.x.at(field.x[0]), frame.x.at(field.x[1])];
    const [top, bottom] = [frame.y.at(field.y[0]), frame.y.at(field.y[1])];
    pen.translate(left, top);
    pen.scale(Math.sign(right - left), Math.sign(bottom - top));
    const rect = { x: 0, y: 0, width: Math.abs(right - left), height: Math.abs(bottom - top) };
    drawPixels(pen, field.values, field.shape, colours, rect);
  });
