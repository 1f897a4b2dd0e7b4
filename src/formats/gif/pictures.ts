import type { either as E } from "fp-ts";
import { type Animation, encodeGif, type Frame, type NotAnimated } from "./encode.js";

/** How pictures of numbers become frames. */
export interface PictureAnimation extends Animation {
  /** Rows and columns of a picture. */
  readonly shape: readonly [rows: number, columns: number];
  /** Pixels a cell, across and down (10). */
  readonly zoom?: number;
  /** Greys from black to white, both among them (32): the size of the file hangs on it most. */
  readonly levels?: number;
}

/** Each number as a square of pixels: the nearest of the greys 0, ..., levels - 1; beyond [0, 1] the nearer end. */
const frameOf = (
  picture: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  zoom: number,
  levels: number,
): Frame => {
  const [width, height] = [columns * zoom, rows * zoom];
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const grey = Math.round((levels - 1) * Math.min(1, Math.max(0, picture[i * columns + j]!)));
      for (let y = 0; y < zoom; y++) {
        const from = (i * zoom + y) * width + j * zoom;
        pixels.fill(grey, from, from + zoom);
      }
    }
  return { width, height, pixels };
};

/**
 * Grey pictures of numbers from 0 (black) to 1 (white), row by row, as the bytes of a GIF file.
 *
 * Errors: `NoFrame`, `NotADelay`. Throws a RangeError where a picture is not of the shape.
 *
 * @example
 * const bytes = pictureGif([[0, 1], [1, 0]], { shape: [1, 2], zoom: 4, delay: 40 });
 * E.isRight(bytes) // => true
 */
export const pictureGif = (
  pictures: readonly ArrayLike<number>[],
  { shape, zoom = 10, levels = 32, ...animation }: PictureAnimation,
): E.Either<NotAnimated, Uint8Array> => {
  const wrong = pictures.find(({ length }) => length !== shape[0] * shape[1]);
  if (wrong) throw new RangeError(`pictures of ${shape.join(" x ")} numbers, not of ${wrong.length}`);
  const palette = Array.from({ length: levels }, (_, level) => {
    const grey = Math.round((255 * level) / (levels - 1));
    return [grey, grey, grey] as const;
  });
  return encodeGif(
    pictures.map((picture) => frameOf(picture, shape, zoom, levels)),
    { palette, ...animation },
  );
};
