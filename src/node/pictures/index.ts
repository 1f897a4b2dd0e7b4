/**
 * Pictures on disk as numbers: IDX files, folders of PNG and JPEG files, arrays. It may use the files and arrays of this
 * folder's parent and the canvas. Begin with `readPictures`, for a trained model, and `readImageSet`, to train one.
 */

export { readImageSet } from "./readImageSet.js";
export { type PictureOptions, type Pictures, picturesOf, readPictures } from "./readPictures.js";
