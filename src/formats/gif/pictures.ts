import { either as E } from "fp-ts";
import { checked, expectCount, expectExtents, expectList, expectOptions } from "../../core/checks.js";
import { shapeMismatch } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import { encode, type GifFrame, type GifOptions } from "./encode.js";

/** How pictures of numbers become frames. */
export interface GifPictureOptions extends GifOptions {
  /** Rows and columns of a picture. */
  readonly shape: readonly [rows: number, columns: number];
  /** Pixels a cell, across and down (10). */
  readonly zoom?: number;
  /** Greys from black to white, both among them (32): the size of the file depends on it most. */
  readonly levels?: number;
}

/** Each number as a square of pixels: the nearest of the greys 0, ..., levels - 1; beyond [0, 1] the nearer end. */
const frameOf = (
  picture: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  zoom: number,
  levels: number,
): GifFrame => {
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
 * Errors: `NoFrame`, `NotADelay`; `ShapeMismatch` where a picture is not of the shape; `BadOption` where `zoom` is no
 * integer of 1 or more, or `levels` none from 2 to 256; `BadArgument`.
 *
 * @example
 * import { gif } from "elbo-ts/formats";
 * const bytes = gif.encodePictures([[0, 1], [1, 0]], { shape: [1, 2], zoom: 4, delay: 40 });
 * E.isRight(bytes) // => true
 */
export const encodePictures = (
  pictures: readonly ArrayLike<number>[],
  options: GifPictureOptions,
): E.Either<Failure, Uint8Array> => {
  const { shape, zoom = 10, levels = 32, ...shown } = (options ?? {}) as GifPictureOptions;
  const given = checked(
    null,
    expectList("the pictures", pictures),
    expectOptions(options, ["shape", "zoom", "levels", "delay", "loop"]),
    expectExtents(shape),
    expectCount("zoom", zoom),
    expectCount("levels", levels, { least: 2, most: 256 }),
  );
  if (E.isLeft(given)) return given;
  const wrong = pictures.findIndex((picture) => picture?.length !== shape[0] * shape[1]);
  if (wrong >= 0)
    return E.left(shapeMismatch("numbers of a picture", shape, [pictures[wrong]?.length ?? 0], `picture ${wrong}`));
  const palette = Array.from({ length: levels }, (_, level) => {
    const grey = Math.round((255 * level) / (levels - 1));
    return [grey, grey, grey] as const;
  });
  return encode(
    pictures.map((picture) => frameOf(picture, shape, zoom, levels)),
    { palette, ...shown },
  );
};
