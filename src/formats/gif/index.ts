/**
 * Animated pictures as GIF files. It may use bytes and shapes; nothing here needs Node or a canvas. Begin with
 * `encodePictures` for pictures of numbers, with `encode` for those of palette colours.
 */
export {
  encode,
  type GifColour,
  type GifFrame,
  type GifOptions,
  type GifPaletteOptions,
  type NotAnimated,
} from "./encode.js";
export { encodePictures, type GifPictureOptions } from "./pictures.js";
export { type Quantised, type QuantiseOptions, quantise, type Raster } from "./quantise.js";
