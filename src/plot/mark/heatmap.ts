import { type Colouring, colourScaleOf } from "../colourScale.js";
import { demandField } from "../floats.js";
import type { Interpreter } from "./interpreter.js";
import { drawField, type Field } from "./raster.js";

/** A field of values as colours, with a colour bar. */
export interface Heatmap extends Field, Required<Colouring> {
  readonly _tag: "Heatmap";
  /** What the values are, beside the colour bar. */
  readonly label: string;
}

/**
 * A heat map: column j covers `[j, j + 1]` of the x axis and row i the same of the y axis, unless `x` and `y` say which
 * intervals all columns and all rows share; the y axis runs upwards, unless the panel reverses it.
 *
 * Throws a `RangeError` where the values are not of the shape.
 */
export const heatmap = (
  options: Pick<Field, "values" | "shape"> & Partial<Field> & Colouring & { readonly label?: string },
): Heatmap => {
  const [rows, columns] = options.shape;
  demandField("heatmap", options.values, options.shape, 1);
  return {
    _tag: "Heatmap",
    x: [0, columns],
    y: [0, rows],
    colours: "viridis",
    domain: "data",
    scale: "linear",
    label: "",
    ...options,
  };
};

/** What a `Heatmap` means. */
export const heatmapInterpreter: Interpreter<Heatmap> = {
  reach: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  keys: () => [],
  bar: (mark) => ({ scale: colourScaleOf(mark.values, mark), label: mark.label }),
  covers: () => true,
  draw: (mark, frame, pen) => drawField(pen, mark, colourScaleOf(mark.values, mark), frame),
};
