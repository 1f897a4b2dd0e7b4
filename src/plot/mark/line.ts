import { demand, type Floats } from "../floats.js";
import { crosses, holds } from "../geometry.js";
import type { Colour } from "../palette.js";
import { theme } from "../theme.js";
import { clipped, type Frame, type Interpreter, keyOf } from "./interpreter.js";

/** A series of points joined in their order; a NaN is a gap. */
export interface Line {
  readonly _tag: "Line";
  readonly x: Floats;
  readonly y: Floats;
  readonly label?: string;
  readonly colour?: Colour;
  readonly dashed?: boolean;
  /** A dot at each point. */
  readonly markers?: boolean;
}

/**
 * A line; without `x`, over 0, 1, 2, ...
 *
 * Throws a `RangeError` where `x` and `y` differ in length.
 *
 * @example
 * line({ y: [3, 2, 1] }).x // => [0, 1, 2]
 */
export const line = (options: Omit<Line, "_tag" | "x"> & { readonly x?: Floats }): Line => {
  const x = options.x ?? Array.from(options.y, (_, i) => i);
  demand(x.length === options.y.length, `line: ${x.length} x and ${options.y.length} y`);
  return { _tag: "Line", ...options, x };
};

/** The drawn places of the points; NaN where there is none. */
const places = (mark: Line, { x, y }: Frame): readonly (readonly [number, number])[] =>
  Array.from(mark.y, (value, i) => [x.at(mark.x[i]!), y.at(value)] as const);

const drawn = ([x, y]: readonly [number, number]): boolean => Number.isFinite(x) && Number.isFinite(y);

/** What a `Line` means. */
export const lineInterpreter: Interpreter<Line> = {
  reach: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "round",
  colour: ({ colour }) => colour ?? "next",
  keys: ({ label, dashed, markers }, colour) => keyOf(label, colour, dashed ? "dashed" : markers ? "marked" : "line"),
  covers: (mark, frame, rect) =>
    places(mark, frame).some((place, i, all) => {
      const before = all[i - 1];
      if (!drawn(place)) return false;
      return before && drawn(before) ? crosses(rect, ...before, ...place) : holds(rect, ...place);
    }),
  draw: (mark, frame, pen, colour) => {
    const points = places(mark, frame);
    clipped(pen, frame, () => {
      pen.strokeStyle = colour;
      pen.lineWidth = theme.line.series;
      pen.lineJoin = "round";
      pen.lineCap = mark.dashed ? "butt" : "round";
      if (mark.dashed) pen.setLineDash([6, 4]);
      pen.beginPath();
      points.forEach((place, i) => {
        if (!drawn(place)) return;
        const before = points[i - 1];
        if (!before || !drawn(before)) pen.moveTo(...place);
        // A point between two gaps is a line to itself: its round ends make a dot.
        pen.lineTo(...place);
      });
      pen.stroke();
    });
    if (!mark.markers) return;
    pen.fillStyle = colour;
    for (const place of points) {
      if (!drawn(place) || !holds(frame.area, ...place)) continue;
      pen.beginPath();
      pen.arc(...place, 3, 0, 2 * Math.PI);
      pen.fill();
    }
  },
};
