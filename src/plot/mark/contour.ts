import { ticks } from "d3-array";
import { contours } from "d3-contour";
import type { Pen } from "../canvas.js";
import { type Colouring, type ColourScale, colourScaleOf } from "../colourScale.js";
import { demand, demandField, extremes, type Shape2 } from "../floats.js";
import { theme } from "../theme.js";
import { type Bar, clipped, type Frame, type Interpreter } from "./interpreter.js";
import type { Field } from "./raster.js";

/** Lines of equal value of a field that is known at grid points. */
export interface Contour extends Field, Required<Colouring> {
  readonly _tag: "Contour";
  readonly levels: readonly number[];
  readonly filled: boolean;
  readonly label: string;
  /** Whether a colour bar explains the levels. */
  readonly bar: boolean;
}

/**
 * `count` levels from `low` to `high` in equal ratios.
 *
 * @example
 * logLevels(1, 100, 3) // => [1, 10, 100]
 */
export const logLevels = (low: number, high: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) =>
    i === 0 ? low : i === count - 1 ? high : low * (high / low) ** (i / (count - 1)),
  );

/**
 * Contours: value (i, j) stands at the i-th of equally spaced points of `y` and the j-th of `x`, ends included.
 *
 * Without `levels`, about ten round ones. The colours run from the first level to the last, in logarithms with
 * `scale: "log"`. Throws a `RangeError` where the values are not of the shape, or the shape is less than 2 x 2.
 */
export const contour = (
  options: Field & Colouring & Partial<Pick<Contour, "levels" | "filled" | "label" | "bar">>,
): Contour => {
  demandField("contour", options.values, options.shape, 2);
  const [low, high] = extremes([options.values]) ?? [0, 1];
  const levels = [...(options.levels ?? ticks(low, high, 10))].sort((a, b) => a - b);
  demand(options.scale !== "log" || levels.every((level) => level > 0), "contour: positive levels on a log scale");
  return {
    _tag: "Contour",
    colours: "viridis",
    domain: "data",
    scale: "linear",
    label: "",
    filled: false,
    bar: true,
    ...options,
    levels,
  };
};

const colours = (mark: Contour): ColourScale => colourScaleOf(mark.levels, mark);

/** Ring corners as pairs of grid coordinates, in which d3 puts value (i, j) at (j + 1/2, i + 1/2). */
type Ring = readonly (readonly number[])[];

/** Traces a ring; with `open`, without the sides that close it along the rim of the grid and are no contours. */
const trace = (pen: Pen, ring: Ring, [rows, columns]: Shape2, open: boolean, at: Frame): void => {
  const onRim = ([across = 0, down = 0]: readonly number[]): boolean =>
    across === 0 || down === 0 || across === columns || down === rows;
  ring.forEach((corner, i) => {
    const [across = 0, down = 0] = corner;
    const place = [at.x.at((across - 0.5) / (columns - 1)), at.y.at((down - 0.5) / (rows - 1))] as const;
    if (i === 0 || (open && onRim(corner) && onRim(ring[i - 1]!))) pen.moveTo(...place);
    else pen.lineTo(...place);
  });
};

/** The frame whose coordinates run from 0 to 1 over the field's grid. */
const unitFrame = ({ x, y }: Field, frame: Frame): Frame => ({
  ...frame,
  x: { ...frame.x, at: (t) => frame.x.at(x[0] * (1 - t) + x[1] * t) },
  y: { ...frame.y, at: (t) => frame.y.at(y[0] * (1 - t) + y[1] * t) },
});

/** What a `Contour` means. */
export const contourInterpreter: Interpreter<Contour> = {
  reach: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  keys: () => [],
  bar: (mark): Bar | undefined => {
    if (!mark.bar || mark.levels.length === 0) return undefined;
    const bar = { scale: colours(mark), label: mark.label };
    return mark.filled ? bar : { ...bar, levels: mark.levels };
  },
  covers: () => true,
  draw: (mark, frame, pen) => {
    const [rows, columns] = mark.shape;
    const unit = unitFrame(mark, frame);
    const { rgb } = colours(mark);
    const sought = contours()
      .size([columns, rows])
      .thresholds([...mark.levels]);
    clipped(pen, frame, () => {
      pen.beginPath();
      pen.rect(unit.x.at(0), unit.y.at(0), unit.x.at(1) - unit.x.at(0), unit.y.at(1) - unit.y.at(0));
      pen.clip();
      pen.lineWidth = theme.line.contour;
      pen.lineJoin = "round";
      for (const { value, coordinates } of sought(Array.from(mark.values))) {
        pen.fillStyle = pen.strokeStyle = `rgb(${rgb(value).join(" ")})`;
        pen.beginPath();
        for (const ring of coordinates.flat()) trace(pen, ring, mark.shape, !mark.filled, unit);
        if (mark.filled) pen.fill("evenodd");
        else pen.stroke();
      }
    });
  },
};
