import { type Canvas, sheetOfPaper } from "./canvas.js";
import type { Figure } from "./figure.js";
import { layout } from "./layout.js";
import { drawText } from "./richText.js";

/** Draws a figure on a canvas of two pixels to the CSS pixel. The same figure gives the same pixels. */
export const render = (figure: Figure): Canvas => {
  const { width, height, leaves, words } = layout(figure);
  const { canvas, pen } = sheetOfPaper(width, height);
  for (const { paint, area } of leaves) paint(pen, area);
  for (const { text, style, x, y } of words) drawText(pen, text, x, y, style);
  return canvas;
};

/** A figure as the bytes of a PNG file. */
export const toPng = (figure: Figure): Uint8Array => new Uint8Array(render(figure).toBuffer("image/png"));
