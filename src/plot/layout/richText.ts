import type { Surface } from "../surface.js";
import { theme } from "../theme.js";

/** How a piece of text looks: size in CSS pixels, weight 400 or 700, colour. */
export interface TextStyle {
  readonly size: number;
  readonly weight: 400 | 700;
  readonly colour: string;
}

/** The styles of the theme by what they are for. */
export const styles = {
  title: { size: theme.size.title, weight: theme.weight.bold, colour: theme.colour.ink },
  panel: { size: theme.size.panel, weight: theme.weight.bold, colour: theme.colour.ink },
  label: { size: theme.size.label, weight: theme.weight.plain, colour: theme.colour.ink },
  tick: { size: theme.size.tick, weight: theme.weight.plain, colour: theme.colour.axis },
  small: { size: theme.size.small, weight: theme.weight.plain, colour: theme.colour.muted },
  notice: { size: theme.size.small, weight: theme.weight.bold, colour: theme.colour.notice },
} as const satisfies Record<string, TextStyle>;

interface Piece {
  readonly text: string;
  /** Up 1, down -1, on the line 0. */
  readonly shift: -1 | 0 | 1;
}

const pieces = (text: string): readonly Piece[] =>
  text
    .split(/([\^_]\{[^}]*\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (!/^[\^_]\{.*\}$/.test(piece)) return { text: piece, shift: 0 };
      return { text: piece.slice(2, -1), shift: piece.startsWith("^") ? 1 : -1 };
    });

const fontOf = ({ size, weight }: TextStyle, shift: Piece["shift"], family: string): string =>
  `${weight} ${shift === 0 ? size : size * 0.74}px ${family}`;

/** The height of a line, leading included. */
export const lineHeight = ({ size }: TextStyle): number => Math.ceil(size * 1.35);

/** The width of a text of one line. */
export type Ruler = (text: string, style: TextStyle) => number;

/** What measures texts. */
export type Measure = Pick<Surface, "fontFamily"> & {
  readonly context: Pick<Surface["context"], "font" | "measureText">;
};

/** A ruler that measures with the font that a surface draws with. */
export const rulerOf =
  ({ context, fontFamily }: Measure): Ruler =>
  (text, style) =>
    pieces(text).reduce((width, { text: piece, shift }) => {
      context.font = fontOf(style, shift, fontFamily);
      return width + context.measureText(piece).width;
    }, 0);

/** Which point of the text stands at the given place: a fraction of its width, and of the height of its capitals. */
export interface Anchor {
  readonly along?: 0 | 0.5 | 1;
  readonly up?: 0 | 0.5 | 1;
  /** A rim of paper around the letters, over what lies under them. */
  readonly rim?: boolean;
  /** A quarter turn against the clock. */
  readonly rotated?: boolean;
}

/** Inter's capitals are 0.727 of its size. */
const capital = 0.727;

/**
 * One line of text; `^{...}` raises and `_{...}` lowers, drawn smaller: `10^{-3}`, `z_{1}`.
 *
 * With `up: 0` the baseline stands at y, with `up: 1` the top of the capitals does.
 */
export const drawText = (
  surface: Surface,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
  anchor: Anchor = {},
): void => {
  const { context: pen, fontFamily } = surface;
  const { along = 0, up = 0, rotated = false, rim = false } = anchor;
  pen.save();
  pen.translate(x, y);
  if (rotated) pen.rotate(-Math.PI / 2);
  pen.fillStyle = style.colour;
  pen.strokeStyle = theme.colour.paper;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  let at = -along * rulerOf(surface)(text, style);
  for (const piece of pieces(text)) {
    pen.font = fontOf(style, piece.shift, fontFamily);
    const raised = piece.shift === 0 ? 0 : piece.shift > 0 ? 0.38 : -0.18;
    const baseline = (up * capital - raised) * style.size;
    if (rim) pen.strokeText(piece.text, at, baseline);
    pen.fillText(piece.text, at, baseline);
    at += pen.measureText(piece.text).width;
  }
  pen.restore();
};

/** The lines of `text` broken between words so that each fits `width`, as far as its words do. */
export const wrap = (ruler: Ruler, text: string, style: TextStyle, width: number): readonly string[] =>
  text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(" ")) {
      const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
      if (lines.length === 0 || ruler(longer, style) > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  });
