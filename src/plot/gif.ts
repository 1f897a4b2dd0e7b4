import type { either as E } from "fp-ts";
import { type Animation, encodeGif, type NotAnimated } from "../formats/gif/encode.js";
import { quantise, type Raster } from "../formats/gif/quantise.js";
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
export const toGif = (figures: readonly Figure[], animation: Animation): E.Either<NotAnimated, Uint8Array> => {
  const { palette, frames } = quantise(figures.map(rasterOf));
  return encodeGif(frames, { palette, ...animation });
};
