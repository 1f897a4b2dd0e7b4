/** Animated pictures as GIF files; nothing here needs Node or a canvas. */
export { type Animation, encodeGif, type Frame, type NotAnimated } from "./encode.js";
export { type PictureAnimation, pictureGif } from "./pictures.js";
export { type Quantised, quantise, type Raster } from "./quantise.js";
