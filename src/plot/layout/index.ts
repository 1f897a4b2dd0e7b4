/**
 * Where everything of a figure lies: texts are measured, panels get the room that they need.
 *
 * May use marks, scales and the theme; it draws nothing. Begin with `layout`, then `panelBlock.ts`.
 */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../failure.js";
import type { Figure } from "../figure.js";
import type { Rect } from "../geometry.js";
import type { MarkDefinition } from "../mark/definition.js";
import { theme } from "../theme.js";
import { gridBlock, type LayoutBlock, type LayoutLeaf, outer } from "./block.js";
import { type BoundContent, bound } from "./bound.js";
import { panelBlock } from "./panelBlock.js";
import { lineHeight, type Measure, type Ruler, rulerOf, styles, type TextStyle, wrap } from "./richText.js";
import { sheetBlock } from "./sheetBlock.js";

/** A line of a figure's own text, at its baseline. */
export interface PlacedText {
  readonly text: string;
  readonly style: TextStyle;
  readonly x: number;
  readonly y: number;
}

/** Where everything of a figure lies, in CSS pixels. */
export interface FigureLayout {
  readonly width: number;
  readonly height: number;
  readonly leaves: readonly LayoutLeaf[];
  readonly texts: readonly PlacedText[];
}

const blockOf = (content: BoundContent, ruler: Ruler): LayoutBlock => {
  switch (content.kind) {
    case "panel":
      return panelBlock(content, ruler);
    case "imageSheet":
      return sheetBlock(content, ruler);
    case "grid":
      return gridBlock(
        content.contents.map((inner) => blockOf(inner, ruler)),
        content.columns,
        content.gap,
      );
  }
};

/** Titles of narrow figures break at this width, not at the figure's. */
const narrowest = 260;

interface TextColumn {
  readonly texts: readonly PlacedText[];
  readonly end: number;
}

/** Lines of text below one another from `top` on. */
const stack = (
  ruler: Ruler,
  texts: readonly (readonly [string | undefined, TextStyle])[],
  width: number,
  top: number,
): TextColumn =>
  texts.reduce<TextColumn>(
    (column, [text, style]) => {
      if (!text) return column;
      const lines = wrap(ruler, text, style, width);
      const texts = lines.map((line, i) => ({
        text: line,
        style,
        x: theme.space.page,
        y: column.end + i * lineHeight(style) + style.size,
      }));
      return { texts: [...column.texts, ...texts], end: column.end + lines.length * lineHeight(style) + 2 };
    },
    { texts: [], end: top },
  );

const laidOut = (content: BoundContent, { title, notice, footnote }: Figure, ruler: Ruler): FigureLayout => {
  const { page, far } = theme.space;
  const block = blockOf(content, ruler);
  const taken = block.inset.left + block.width + block.inset.right;
  const width = Math.max(taken, narrowest);

  const header = stack(
    ruler,
    [
      [title, styles.title],
      [notice, styles.notice],
    ],
    width,
    page,
  );
  const top = Math.ceil(header.end + (header.texts.length > 0 ? far : 0)) + block.inset.top;
  const left = page + block.inset.left;
  const under = top + block.height + block.inset.bottom;
  const footer = stack(ruler, [[footnote, styles.small]], width, under + (footnote ? far : 0));

  const texts = [...header.texts, ...footer.texts];
  const widest = Math.max(taken, ...texts.map(({ text, style }) => ruler(text, style)));
  return {
    width: Math.ceil(2 * page + widest),
    height: Math.ceil(footer.end + page),
    texts,
    leaves: block.leaves.map((leaf) => ({
      ...leaf,
      area: { ...leaf.area, x: leaf.area.x + left, y: leaf.area.y + top },
    })),
  };
};

/**
 * Lays a figure out: measures every text, gives every panel the room that it needs, and the page what all need.
 *
 * Errors: `NotDrawable`.
 */
export const layout = (
  measure: Measure,
  figure: Figure,
  table: readonly MarkDefinition[],
): E.Either<Failure, FigureLayout> =>
  F.pipe(
    bound(table)(figure.content),
    E.map((content) => laidOut(content, figure, rulerOf(measure))),
  );

/** The rectangles of a layout's panels and sheets, with their axes, titles and legends. */
export const outlines = ({ leaves }: FigureLayout): readonly Rect[] => leaves.map(outer);
