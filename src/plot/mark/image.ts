import { type Colouring, colourScaleOf } from "../colourScale.js";
import { demandField } from "../floats.js";
import type { Interpreter } from "./interpreter.js";
import { drawField, type Field } from "./raster.js";

/** A picture, row 0 on top. */
export interface Image extends Field, Required<Colouring> {
  readonly _tag: "Image";
}

/**
 * A picture of values, grey from 0 (black) to 1 (white) unless told otherwise; nearest neighbours, one cell a value.
 *
 * It covers x from 0 to its columns and y from 0 (its foot) to its rows, unless told otherwise.
 * Throws a `RangeError` where the values are not of the shape.
 */
export const image = (options: Pick<Field, "values" | "shape"> & Partial<Field> & Colouring): Image => {
  const [rows, columns] = options.shape;
  demandField("image", options.values, options.shape, 1);
  return {
    _tag: "Image",
    x: [0, columns],
    y: [rows, 0],
    colours: "grey",
    domain: [0, 1],
    scale: "linear",
    ...options,
  };
};

/** What an `Image` means. */
export const imageInterpreter: Interpreter<Image> = {
  reach: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  keys: () => [],
  covers: () => true,
  draw: (mark, frame, pen) => drawField(pen, mark, colourScaleOf(mark.values, mark), frame),
};
