import { type Canvas, createCanvas, type SKRSContext2D } from "canvas";
import { registerFont } from "./font/register.js";
import { theme } from "./theme.js";

/** What draws: a 2D context whose unit is a CSS pixel. */
export type Pen = SKRSContext2D;
export type { Canvas };

/** An empty canvas of `width` x `height` CSS pixels, white, with the bundled font at hand, and its pen. */
export const sheetOfPaper = (width: number, height: number): { readonly canvas: Canvas; readonly pen: Pen } => {
  registerFont();
  const canvas = createCanvas(Math.ceil(width * theme.density), Math.ceil(height * theme.density));
  const pen = canvas.getContext("2d");
  // The default follows the host's language, which may shape text differently.
  pen.lang = "en";
  pen.fillStyle = theme.colour.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(theme.density, theme.density);
  return { canvas, pen };
};

/** A canvas whose pixels are the given RGBA bytes, to be drawn scaled. */
export const bitmap = (rgba: Uint8ClampedArray, width: number, height: number): Canvas => {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(width, height);
  pixels.data.set(rgba);
  pen.putImageData(pixels, 0, 0);
  return canvas;
};

/** A canvas at a fraction of its size, a pixel the mean of `by` x `by`; the rest at its right and lower edge is dropped. */
export const shrunk = (canvas: Canvas, by: number): Canvas => {
  const [width, height] = [Math.floor(canvas.width / by), Math.floor(canvas.height / by)];
  const small = createCanvas(width, height);
  const pen = small.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(canvas, 0, 0, by * width, by * height, 0, 0, width, height);
  return small;
};

/** The nearest place where a line of whole width has sharp edges. */
export const crisp = (place: number): number => Math.round(place * theme.density) / theme.density;
