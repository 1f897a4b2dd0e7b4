import { holds } from "../geometry.js";
import { type Colour, css } from "../palette.js";
import { type Floats, undrawable } from "../values.js";
import { entryOf, type MarkDefinition } from "./definition.js";

/** Points, of one colour or of one colour a class. */
export interface ScatterMark {
  readonly kind: "scatter";
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

/** A scatter of points. It cannot be drawn where `x`, `y` and `classes` differ in length. */
export const scatter = (options: Omit<ScatterMark, "kind">): ScatterMark => ({ kind: "scatter", ...options });

/** The more points, the smaller and the fainter. */
const radiusFor = (count: number): number => (count > 20_000 ? 1 : count > 2_000 ? 1.6 : count > 300 ? 2.2 : 3);
const opacityFor = (count: number): number => (count > 20_000 ? 0.5 : count > 2_000 ? 0.65 : 0.85);

/** What a scatter means. */
export const scatterMark: MarkDefinition<ScatterMark> = {
  kind: "scatter",
  check: ({ x, y, classes = x }) =>
    x.length === y.length && classes.length === x.length
      ? undefined
      : undrawable("a scatter", "x, y and classes of one length", `${x.length}, ${y.length} and ${classes.length}`),
  extent: ({ x, y }) => ({ x: [x], y: [y] }),
  fit: "roomy",
  colour: ({ colour, classes }) => colour ?? (classes ? 0 : "next"),
  legend: ({ label, classLabels, classes }, colour) =>
    classes && classLabels
      ? classLabels.map((name, i) => ({ label: name, colour: css(i), sign: "dot" }))
      : entryOf(label, colour, "dot"),
  covers: (mark, { x, y }, rect) => {
    for (let i = 0; i < mark.x.length; i++) if (holds(rect, x.at(mark.x[i]!), y.at(mark.y[i]!))) return true;
    return false;
  },
  draw: (mark, frame, { context }, colour) => {
    const radius = mark.radius ?? radiusFor(mark.x.length);
    context.save();
    context.globalAlpha = mark.opacity ?? opacityFor(mark.x.length);
    context.fillStyle = colour;
    // In the order of the data, so that no class lies on top of another as a whole.
    for (let i = 0; i < mark.x.length; i++) {
      const [x, y] = [frame.x.at(mark.x[i]!), frame.y.at(mark.y[i]!)];
      if (!holds(frame.area, x, y)) continue;
      if (mark.classes) context.fillStyle = css(mark.classes[i]!);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
    context.restore();
  },
};
