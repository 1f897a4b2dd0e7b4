import { holds } from "../geometry.js";
import { type Colour, css } from "../palette.js";
import { drawText, lineHeight, rulerOf, styles, wrap } from "../richText.js";
import { theme } from "../theme.js";
import { clipped, type Interpreter } from "./interpreter.js";

/** Words at a point of the data plane. */
export interface Text {
  readonly _tag: "Text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Which part of the words stands at the point ("middle"). */
  readonly anchor?: "start" | "middle" | "end";
  readonly colour?: Colour;
}

/** Words at a point, moved and broken into lines so that they stay inside the panel. */
export const text = (options: Omit<Text, "_tag">): Text => ({ _tag: "Text", ...options });

const fractions = { start: 0, middle: 0.5, end: 1 } as const;

/** What a `Text` means. */
export const textInterpreter: Interpreter<Text> = {
  reach: ({ x, y }) => ({ x: [[x]], y: [[y]] }),
  fit: "round",
  colour: ({ colour }) => css(colour ?? theme.colour.ink),
  keys: () => [],
  covers: (mark, { x, y }, rect) => {
    const around = { x: rect.x - 60, y: rect.y - 10, width: rect.width + 120, height: rect.height + 20 };
    return holds(around, x.at(mark.x), y.at(mark.y));
  },
  draw: (mark, frame, pen, colour) => {
    const { area, x, y } = frame;
    const [across, down] = [x.at(mark.x), y.at(mark.y)];
    if (!holds(area, across, down)) return;
    const style = { ...styles.tick, colour };
    const ruler = rulerOf(pen);
    const lines = wrap(ruler, mark.text, style, area.width - 4);
    clipped(pen, frame, () =>
      lines.forEach((line, i) => {
        const width = ruler(line, style);
        const wanted = across - fractions[mark.anchor ?? "middle"] * width;
        const left = Math.max(area.x + 2, Math.min(wanted, area.x + area.width - 2 - width));
        const middle = down + (i - (lines.length - 1) / 2) * lineHeight(style);
        drawText(pen, line, left, middle, style, { up: 0.5, rim: true });
      }),
    );
  },
};
