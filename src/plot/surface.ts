import { theme } from "./theme.js";

/** An empty picture of bytes that a context makes, to be filled and put back. */
export interface PixelBuffer {
  readonly data: { set(bytes: ArrayLike<number>): void };
}

/**
 * What is drawn to: the part of a 2-D canvas context that figures use. A browser's `CanvasRenderingContext2D`, an
 * `OffscreenCanvas`'s context and those of the canvas packages for Node are such.
 */
export interface Context2d {
  readonly canvas: object;
  fillStyle: string | object;
  strokeStyle: string | object;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  imageSmoothingEnabled: boolean;
  imageSmoothingQuality: string;
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  scale(x: number, y: number): void;
  rotate(angle: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  clip(): void;
  fill(rule?: "nonzero" | "evenodd"): void;
  stroke(): void;
  setLineDash(lengths: number[]): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
  drawImage(image: object, x: number, y: number, width: number, height: number): void;
  createImageData(width: number, height: number): PixelBuffer;
  putImageData(pixels: PixelBuffer, x: number, y: number): void;
}

/** RGBA bytes, row by row. */
export interface RgbaPixels {
  readonly rgba: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What marks are given to draw with. */
export interface Surface {
  /** A unit is a CSS pixel, y downwards. */
  readonly context: Context2d;
  /** The font families of all text, as CSS writes them. */
  readonly fontFamily: string;
  /** Draws pixels stretched over the rectangle from (0, 0): sharp cells, or with `smooth` their means. */
  readonly drawPixels: (pixels: RgbaPixels, width: number, height: number, smooth: boolean) => void;
}

/** The nearest place where a line of whole width has sharp edges. */
export const crisp = (place: number): number => Math.round(place * theme.density) / theme.density;

/** A canvas of its own for a picture's pixels: the browser's off-screen one, or one of the kind drawn to. */
const smallCanvas = (beside: object, width: number, height: number): OffscreenCanvas => {
  const Made =
    typeof OffscreenCanvas === "undefined" ? (beside.constructor as typeof OffscreenCanvas) : OffscreenCanvas;
  return new Made(width, height);
};

/** The surface of a context: pixels are put on a canvas of their own and drawn scaled. */
export const surfaceOf = (context: Context2d, fontFamily: string): Surface => ({
  context,
  fontFamily,
  drawPixels: ({ rgba, width: columns, height: rows }, width, height, smooth) => {
    const canvas = smallCanvas(context.canvas, columns, rows);
    const inner: Context2d | null = canvas.getContext("2d");
    if (inner === null) return;
    const buffer = inner.createImageData(columns, rows);
    buffer.data.set(rgba);
    inner.putImageData(buffer, 0, 0);
    context.save();
    context.imageSmoothingEnabled = smooth;
    if (smooth) context.imageSmoothingQuality = "high";
    context.drawImage(canvas, 0, 0, width, height);
    context.restore();
  },
});
