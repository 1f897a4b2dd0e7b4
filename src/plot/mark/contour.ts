import { ticks } from "d3-array";
import { contours } from "d3-contour";
import { type Colouring, type ColourScale, colourScaleOf } from "../colourScale.js";
import { hex } from "../palette.js";
import type { Context2d } from "../surface.js";
import { theme } from "../theme.js";
import { extremes, type Shape2, undrawable, wrongField } from "../values.js";
import { type ColourBar, clipped, type MarkDefinition, type PanelFrame } from "./definition.js";
import type { RasterField } from "./raster.js";

/** Lines of equal value of a field that is known at grid points. */
export interface ContourMark extends RasterField, Required<Colouring> {
  readonly kind: "contour";
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
 * `scale: "log"`. It cannot be drawn where the values are not of the shape, the shape is less than 2 x 2, or a level on a
 * log scale is not positive.
 */
export const contour = (
  options: RasterField & Colouring & Partial<Pick<ContourMark, "levels" | "filled" | "label" | "bar">>,
): ContourMark => {
  const [low, high] = extremes([options.values]) ?? [0, 1];
  const levels = [...(options.levels ?? ticks(low, high, 10))].sort((a, b) => a - b);
  return {
    kind: "contour",
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

const colours = (mark: ContourMark): ColourScale => colourScaleOf(mark.levels, mark);

/** Ring corners as pairs of grid coordinates, in which d3 puts value (i, j) at (j + 1/2, i + 1/2). */
type Ring = readonly (readonly number[])[];

/** Traces a ring; with `open`, without the sides that close it along the rim of the grid and are no contours. */
const trace = (context: Context2d, ring: Ring, [rows, columns]: Shape2, open: boolean, at: PanelFrame): void => {
  const onRim = ([across = 0, down = 0]: readonly number[]): boolean =>
    across === 0 || down === 0 || across === columns || down === rows;
  ring.forEach((corner, i) => {
    const [across = 0, down = 0] = corner;
    const place = [at.x.at((across - 0.5) / (columns - 1)), at.y.at((down - 0.5) / (rows - 1))] as const;
    if (i === 0 || (open && onRim(corner) && onRim(ring[i - 1]!))) context.moveTo(...place);
    else context.lineTo(...place);
  });
};

/** The frame whose coordinates run from 0 to 1 over the field's grid. */
const unitFrame = ({ x, y }: RasterField, frame: PanelFrame): PanelFrame => ({
  ...frame,
  x: { ...frame.x, at: (t) => frame.x.at(x[0] * (1 - t) + x[1] * t) },
  y: { ...frame.y, at: (t) => frame.y.at(y[0] * (1 - t) + y[1] * t) },
});

/** What contours mean. */
export const contourMark: MarkDefinition<ContourMark> = {
  kind: "contour",
  check: ({ values, shape, scale, levels }) => {
    const bad = scale === "log" ? levels.find((level) => !(level > 0)) : undefined;
    return bad === undefined
      ? wrongField("contours", values, shape, 2)
      : undrawable("contours", "positive levels on a log scale", `${bad}`);
  },
  extent: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "exact",
  colour: () => 0,
  bar: (mark): ColourBar | undefined => {
    if (!mark.bar || mark.levels.length === 0) return undefined;
    const bar = { scale: colours(mark), label: mark.label };
    return mark.filled ? bar : { ...bar, levels: mark.levels };
  },
  draw: (mark, frame, surface) => {
    const { context } = surface;
    const [rows, columns] = mark.shape;
    const unit = unitFrame(mark, frame);
    const { rgb } = colours(mark);
    const sought = contours()
      .size([columns, rows])
      .thresholds([...mark.levels]);
    clipped(surface, frame, () => {
      context.beginPath();
      context.rect(unit.x.at(0), unit.y.at(0), unit.x.at(1) - unit.x.at(0), unit.y.at(1) - unit.y.at(0));
      context.clip();
      context.lineWidth = theme.line.contour;
      context.lineJoin = "round";
      for (const { value, coordinates } of sought(Array.from(mark.values))) {
        context.fillStyle = context.strokeStyle = hex(rgb(value));
        context.beginPath();
        for (const ring of coordinates.flat()) trace(context, ring, mark.shape, !mark.filled, unit);
        if (mark.filled) context.fill("evenodd");
        else context.stroke();
      }
    });
  },
};
