/**
 * The entry `elbo-ts/node`: kernels on several threads, files, MNIST, checkpoints on disk. It may use all rooms but the
 * cli, and Node. Begin with `load`; whatever touches a file is a `TaskEither`.
 */
export type { ImageSet, LabelledImages } from "../data/labelledImages.js";
export { readArray, readCsv } from "./arrays.js";
export { type GifFigureOptions, gifOf, toPng, writePng } from "./canvas.js";
export * as checkpoints from "./checkpoints/index.js";
export { type EventFile, type EventFileOptions, openEventFile } from "./eventFile.js";
export { readBytes, writeBytes } from "./file.js";
export { load, type NodeLoadOptions } from "./load.js";
export * as mnist from "./mnist/index.js";
export { type Chunk, type NpyChunkOptions, readChunks, readNpyHeader } from "./npyChunks.js";
export type { Axis } from "./npyItems.js";
export { type PictureOptions, type Pictures, picturesOf, readImageSet, readPictures } from "./pictures/index.js";
