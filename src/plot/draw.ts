import { either as E, function as F } from "fp-ts";
import type { Failure } from "../failure.js";
import type { Figure } from "./figure.js";
import { type FigureLayout, layout } from "./layout/index.js";
import { drawText } from "./layout/richText.js";
import type { MarkDefinition } from "./mark/definition.js";
import { marks as ownMarks } from "./mark/index.js";
import { type Context2d, type Surface, surfaceOf } from "./surface.js";
import { theme } from "./theme.js";

/** How figures are drawn. */
export interface FigureOptions {
  /** Kinds of marks of one's own, beside those that there are: one of the same kind goes before it. */
  readonly marks?: readonly MarkDefinition[];
  /** The font families of all text, as CSS writes them (Inter, or what the system has without serifs). */
  readonly fontFamily?: string;
}

/** Width and height in CSS pixels. */
export interface FigureSize {
  readonly width: number;
  readonly height: number;
}

/** The families of a page that has no font of its own for figures. */
export const defaultFamily = "Inter, system-ui, sans-serif";

/** The kinds of marks that figures may have, the user's own first. */
export const tableOf = ({ marks = [] }: FigureOptions): readonly MarkDefinition[] => [...marks, ...ownMarks];

/** Draws what is laid out on paper. */
export const paint = (surface: Surface, { width, height, leaves, texts }: FigureLayout): void => {
  const { context } = surface;
  context.fillStyle = theme.colour.paper;
  context.fillRect(0, 0, width, height);
  for (const { paint: paintLeaf, area } of leaves) paintLeaf(surface, area);
  for (const { text, style, x, y } of texts) drawText(surface, text, x, y, style);
};

/**
 * How large a figure is, with its texts as the context measures them: to give a canvas its size before `draw`.
 *
 * Errors: `NotDrawable`, as `draw`.
 */
export const sizeOf = (
  context: Pick<Context2d, "font" | "measureText">,
  figure: Figure,
  options: FigureOptions = {},
): E.Either<Failure, FigureSize> =>
  F.pipe(
    layout({ context, fontFamily: options.fontFamily ?? defaultFamily }, figure, tableOf(options)),
    E.map(({ width, height }) => ({ width, height })),
  );

/**
 * Draws a figure on any 2-D canvas context, its upper left corner at the origin, a CSS pixel a unit (two pixels to the
 * CSS pixel, after `context.scale(2, 2)`, are what lines are sharp on). The same figure gives the same pixels.
 *
 * Errors: `NotDrawable` where a mark is of no known kind, or a part of the figure is no such part: lengths that differ,
 * a field that is not of its shape, a panel without room. Nothing is drawn then.
 *
 * @example
 * import { figure, line, panel } from "elbo-ts/plot";
 * import { createCanvas } from "canvas";
 * const canvas = createCanvas(500, 400);
 * E.isRight(draw(canvas.getContext("2d"), figure(panel([line({ y: [3, 1, 2] })])))) // => true
 * E.isLeft(draw(canvas.getContext("2d"), figure(panel([line({ x: [1, 2], y: [1] })])))) // => true
 */
export const draw = (
  context: Context2d,
  figure: Figure,
  options: FigureOptions = {},
): E.Either<Failure, FigureSize> => {
  const surface = surfaceOf(context, options.fontFamily ?? defaultFamily);
  return F.pipe(
    layout(surface, figure, tableOf(options)),
    E.map((placed) => {
      paint(surface, placed);
      return { width: placed.width, height: placed.height };
    }),
  );
};
