import { crosses, holds } from "../geometry.js";
import type { Colour } from "../palette.js";
import { theme } from "../theme.js";
import { type Floats, undrawable } from "../values.js";
import { clipped, entryOf, type MarkDefinition, type PanelFrame } from "./definition.js";

/** A series of points joined in their order; a NaN is a gap. */
export interface LineMark {
  readonly kind: "line";
  readonly x: Floats;
  readonly y: Floats;
  readonly label?: string;
  readonly colour?: Colour;
  readonly dashed?: boolean;
  /** A dot at each point. */
  readonly markers?: boolean;
}

/**
 * A line; without `x`, over 0, 1, 2, ... It cannot be drawn where `x` and `y` differ in length.
 *
 * @example
 * line({ y: [3, 2, 1] }).x // => [0, 1, 2]
 */
export const line = (options: Omit<LineMark, "kind" | "x"> & { readonly x?: Floats }): LineMark => ({
  kind: "line",
  ...options,
  x: options.x ?? Array.from(options.y, (_, i) => i),
});

/** The drawn places of the points; NaN where there is none. */
const places = (mark: LineMark, { x, y }: PanelFrame): readonly (readonly [number, number])[] =>
  Array.from(mark.y, (value, i) => [x.at(mark.x[i]!), y.at(value)] as const);

const drawn = ([x, y]: readonly [number, number]): boolean => Number.isFinite(x) && Number.isFinite(y);

/** What a line means. */
export const lineMark: MarkDefinition<LineMark> = {
  kind: "line",
  check: ({ x, y }) =>
    x.length === y.length ? undefined : undrawable("a line", "as many x as y", `${x.length} x and ${y.length} y`),
  extent: ({ x, y }) => ({ x: [x], y: [y] }),
  colour: ({ colour }) => colour ?? "next",
  legend: ({ label, dashed, markers }, colour) =>
    entryOf(label, colour, dashed ? "dashed" : markers ? "marked" : "line"),
  covers: (mark, frame, rect) =>
    places(mark, frame).some((place, i, all) => {
      const before = all[i - 1];
      if (!drawn(place)) return false;
      return before && drawn(before) ? crosses(rect, ...before, ...place) : holds(rect, ...place);
    }),
  draw: (mark, frame, surface, colour) => {
    const { context } = surface;
    const points = places(mark, frame);
    clipped(surface, frame, () => {
      context.strokeStyle = colour;
      context.lineWidth = theme.line.series;
      context.lineJoin = "round";
      context.lineCap = mark.dashed ? "butt" : "round";
      if (mark.dashed) context.setLineDash([6, 4]);
      context.beginPath();
      points.forEach((place, i) => {
        if (!drawn(place)) return;
        const before = points[i - 1];
        if (!before || !drawn(before)) context.moveTo(...place);
        // A point between two gaps is a line to itself: its round ends make a dot.
        context.lineTo(...place);
      });
      context.stroke();
    });
    if (!mark.markers) return;
    context.fillStyle = colour;
    for (const place of points) {
      if (!drawn(place) || !holds(frame.area, ...place)) continue;
      context.beginPath();
      context.arc(...place, 3, 0, 2 * Math.PI);
      context.fill();
    }
  },
};
