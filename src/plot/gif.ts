import { either as E, function as F } from "fp-ts";
import { encode, type GifOptions, type NotAnimated, quantise, type Raster } from "../formats/gif/index.js";
import { shrunk } from "./canvas.js";
import type { Figure } from "./figure.js";
import { render } from "./render.js";
import { theme } from "./theme.js";

/** A figure's pixels, one to the CSS pixel: a film has no room for sharper ones. */
const rasterOf = (figure: Figure): Raster => {
  const canvas = shrunk(render(figure), theme.density);
  const { width, height } = canvas;
  return { width, height, rgba: canvas.getContext("2d").getImageData(0, 0, width, height).data };
};

/**
 * Figures as the frames of a GIF file, in the 255 colours that are the most frequent of all. Axes with fixed domains
 * keep them of one size.
 *
 * Errors: `NoFrame`; `ShapeMismatch` where figures differ in size; `NotADelay`.
 *
 * @example
 * const frames = [1, 2].map((i) => figure(panel([scatter({ x: [i], y: [i] })], { x: { domain: [0, 3] }, y: { domain: [0, 3] } })));
 * E.isRight(toGif(frames, { delay: 150 })) // => true
 */
export const toGif = (figures: readonly Figure[], options: GifOptions): E.Either<NotAnimated, Uint8Array> =>
  F.pipe(
    quantise(figures.map(rasterOf)),
    E.chain(({ palette, frames }) => encode(frames, { palette, ...options })),
  );
