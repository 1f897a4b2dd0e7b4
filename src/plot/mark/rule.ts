import { crisp } from "../canvas.js";
import { holds, overlap } from "../geometry.js";
import type { Colour } from "../palette.js";
import { theme } from "../theme.js";
import { type Frame, type Interpreter, keyOf } from "./interpreter.js";

/** A straight reference line across the panel: upright at an x, or level at a y. */
export interface Rule {
  readonly _tag: "Rule";
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
  options: ({ readonly x: number } | { readonly y: number }) & Pick<Rule, "label" | "colour" | "dashed">,
): Rule => {
  if ("x" in options) {
    const { x, ...look } = options;
    return { _tag: "Rule", axis: "x", at: x, ...look };
  }
  const { y, ...look } = options;
  return { _tag: "Rule", axis: "y", at: y, ...look };
};

/** From where to where, or nowhere. */
const ends = ({ axis, at }: Rule, { area, x, y }: Frame): readonly [number, number, number, number] | undefined => {
  const place = crisp(axis === "x" ? x.at(at) : y.at(at));
  if (axis === "x") return holds(area, place, area.y) ? [place, area.y, place, area.y + area.height] : undefined;
  return holds(area, area.x, place) ? [area.x, place, area.x + area.width, place] : undefined;
};

/** What a `Rule` means. */
export const ruleInterpreter: Interpreter<Rule> = {
  reach: ({ axis, at }) => (axis === "x" ? { x: [[at]], y: [] } : { x: [], y: [[at]] }),
  fit: "round",
  colour: ({ colour }) => colour ?? theme.colour.muted,
  keys: ({ label, dashed = true }, colour) => keyOf(label, colour, dashed ? "dashed" : "line"),
  covers: (mark, frame, rect) => {
    const line = ends(mark, frame);
    if (!line) return false;
    const [x, y, right, bottom] = line;
    return overlap(rect, { x: x - 1, y: y - 1, width: right - x + 2, height: bottom - y + 2 });
  },
  draw: (mark, frame, pen, colour) => {
    const line = ends(mark, frame);
    if (!line) return;
    pen.save();
    pen.strokeStyle = colour;
    pen.lineWidth = theme.line.rule;
    if (mark.dashed ?? true) pen.setLineDash([5, 4]);
    pen.beginPath();
    pen.moveTo(line[0], line[1]);
    pen.lineTo(line[2], line[3]);
    pen.stroke();
    pen.restore();
  },
};
