import { holds, overlap } from "../geometry.js";
import type { Colour } from "../palette.js";
import { crisp } from "../surface.js";
import { theme } from "../theme.js";
import { entryOf, type MarkDefinition, type PanelFrame } from "./definition.js";

/** A straight reference line across the panel: upright at an x, or level at a y. */
export interface RuleMark {
  readonly kind: "rule";
  readonly axis: "x" | "y";
  readonly at: number;
  readonly label?: string;
  readonly colour?: Colour;
  readonly dashed?: boolean;
}

/**
 * The reference line at `x`, or at `y`.
 *
 * @example
 * rule({ x: 3 }).axis // => "x"
 */
export const rule = (
  options: ({ readonly x: number } | { readonly y: number }) & Pick<RuleMark, "label" | "colour" | "dashed">,
): RuleMark => {
  if ("x" in options) {
    const { x, ...look } = options;
    return { kind: "rule", axis: "x", at: x, ...look };
  }
  const { y, ...look } = options;
  return { kind: "rule", axis: "y", at: y, ...look };
};

/** From where to where, or nowhere. */
const ends = (
  { axis, at }: RuleMark,
  { area, x, y }: PanelFrame,
): readonly [number, number, number, number] | undefined => {
  const place = crisp(axis === "x" ? x.at(at) : y.at(at));
  if (axis === "x") return holds(area, place, area.y) ? [place, area.y, place, area.y + area.height] : undefined;
  return holds(area, area.x, place) ? [area.x, place, area.x + area.width, place] : undefined;
};

/** What a reference line means. */
export const ruleMark: MarkDefinition<RuleMark> = {
  kind: "rule",
  extent: ({ axis, at }) => (axis === "x" ? { x: [[at]], y: [] } : { x: [], y: [[at]] }),
  colour: ({ colour }) => colour ?? theme.colour.muted,
  legend: ({ label, dashed = true }, colour) => entryOf(label, colour, dashed ? "dashed" : "line"),
  covers: (mark, frame, rect) => {
    const line = ends(mark, frame);
    if (!line) return false;
    const [x, y, right, bottom] = line;
    return overlap(rect, { x: x - 1, y: y - 1, width: right - x + 2, height: bottom - y + 2 });
  },
  draw: (mark, frame, { context }, colour) => {
    const line = ends(mark, frame);
    if (!line) return;
    context.save();
    context.strokeStyle = colour;
    context.lineWidth = theme.line.rule;
    if (mark.dashed ?? true) context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(line[0], line[1]);
    context.lineTo(line[2], line[3]);
    context.stroke();
    context.restore();
  },
};
