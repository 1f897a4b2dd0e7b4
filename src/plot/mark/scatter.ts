import { demand, type Floats } from "../floats.js";
import { holds } from "../geometry.js";
import { type Colour, css } from "../palette.js";
import { type Interpreter, keyOf } from "./interpreter.js";

/** Points, of one colour or of one colour a class. */
export interface Scatter {
  readonly _tag: "Scatter";
  readonly x: Floats;
  readonly y: Floats;
  /** The class of each point, 0, 1, 2, ...: its place in the palette. */
  readonly classes?: Floats;
  /** The names of the classes; they make the legend. */
  readonly classLabels?: readonly string[];
  readonly label?: string;
  readonly colour?: Colour;
  /** In CSS pixels. */
  readonly radius?: number;
  /** From 0 to 1. */
  readonly opacity?: number;
}

/**
 * A scatter of points.
 *
 * Throws a `RangeError` where `x`, `y` and `classes` differ in length.
 */
export const scatter = (options: Omit<Scatter, "_tag">): Scatter => {
  const { x, y, classes = x } = options;
  demand(x.length === y.length && classes.length === x.length, "scatter: x, y and classes of one length");
  return { _tag: "Scatter", ...options };
};

/** The more points, the smaller and the fainter. */
const radiusFor = (count: number): number => (count > 20_000 ? 1 : count > 2_000 ? 1.6 : count > 300 ? 2.2 : 3);
const opacityFor = (count: number): number => (count > 20_000 ? 0.5 : count > 2_000 ? 0.65 : 0.85);

/** What a `Scatter` means. */
export const scatterInterpreter: Interpreter<Scatter> = {
  reach: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "roomy",
  colour: ({ colour, classes }) => colour ?? (classes ? 0 : "next"),
  keys: ({ label, classLabels, classes }, colour) =>
    classes && classLabels
      ? classLabels.map((name, i) => ({ label: name, colour: css(i), sign: "dot" }))
      : keyOf(label, colour, "dot"),
  covers: (mark, { x, y }, rect) => {
    for (let i = 0; i < mark.x.length; i++) if (holds(rect, x.at(mark.x[i]!), y.at(mark.y[i]!))) return true;
    return false;
  },
  draw: (mark, frame, pen, colour) => {
    const radius = mark.radius ?? radiusFor(mark.x.length);
    pen.save();
    pen.globalAlpha = mark.opacity ?? opacityFor(mark.x.length);
    pen.fillStyle = colour;
    // In the order of the data, so that no class lies on top of another as a whole.
    for (let i = 0; i < mark.x.length; i++) {
      const [x, y] = [frame.x.at(mark.x[i]!), frame.y.at(mark.y[i]!)];
      if (!holds(frame.area, x, y)) continue;
      if (mark.classes) pen.fillStyle = css(mark.classes[i]!);
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.restore();
  },
};
