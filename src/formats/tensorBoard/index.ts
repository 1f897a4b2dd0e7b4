/**
 * Event files that TensorBoard reads: curves, pictures and histograms of a run. It may use the words and checksums of this
 * folder's parent and the events of training. Begin with `scalar` and `encode`; `curves` observes a training.
 */
export type { Buckets } from "./buckets.js";
export { type CurvesOptions, curves, type Point, type Sketches } from "./curves.js";
export { type Event, encode, type Moment, opening, summariesAt } from "./event.js";
export { histogram, image, type PngPicture, type Summary, scalar } from "./summary.js";
