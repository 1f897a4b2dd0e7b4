/**
 * Pictures and their classes as numbers, and data for those who have none: no file is touched here.
 *
 * May use core and the types of templates. Begin with `labelledImages.ts`; `synthetic/` draws digits and scenes.
 */
export { holdOut, type ImageSet, imageSet, type LabelledImages } from "./labelledImages.js";
export { resized } from "./resized.js";
export * as synthetic from "./synthetic/index.js";
