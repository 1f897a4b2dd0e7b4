import { holds } from "../geometry.js";
import { drawText, lineHeight, rulerOf, styles, wrap } from "../layout/richText.js";
import { type Colour, css } from "../palette.js";
import { theme } from "../theme.js";
import { clipped, type MarkDefinition } from "./definition.js";

/** Words at a point of the data plane. */
export interface TextMark {
  readonly kind: "text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Which part of the words stands at the point ("middle"). */
  readonly anchor?: "start" | "middle" | "end";
  readonly colour?: Colour;
}

/** Words at a point, moved and broken into lines so that they stay inside the panel. */
export const text = (options: Omit<TextMark, "kind">): TextMark => ({ kind: "text", ...options });

const fractions = { start: 0, middle: 0.5, end: 1 } as const;

/** What words mean. */
export const textMark: MarkDefinition<TextMark> = {
  kind: "text",
  extent: ({ x, y }) => ({ x: [[x]], y: [[y]] }),
  colour: ({ colour }) => css(colour ?? theme.colour.ink),
  covers: (mark, { x, y }, rect) => {
    const around = { x: rect.x - 60, y: rect.y - 10, width: rect.width + 120, height: rect.height + 20 };
    return holds(around, x.at(mark.x), y.at(mark.y));
  },
  draw: (mark, frame, surface, colour) => {
    const { area, x, y } = frame;
    const [across, down] = [x.at(mark.x), y.at(mark.y)];
    if (!holds(area, across, down)) return;
    const style = { ...styles.tick, colour };
    const ruler = rulerOf(surface);
    const lines = wrap(ruler, mark.text, style, area.width - 4);
    clipped(surface, frame, () =>
      lines.forEach((line, i) => {
        const width = ruler(line, style);
        const wanted = across - fractions[mark.anchor ?? "middle"] * width;
        const left = Math.max(area.x + 2, Math.min(wanted, area.x + area.width - 2 - width));
        const middle = down + (i - (lines.length - 1) / 2) * lineHeight(style);
        drawText(surface, line, left, middle, style, { up: 0.5, rim: true });
      }),
    );
  },
};
