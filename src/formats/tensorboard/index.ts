/** Event files that TensorBoard reads: curves, pictures and histograms of a run. */

export { type EventFile, type EventFileOptions, openEventFile } from "../../node/eventFile.js";
export type { Buckets } from "./buckets.js";
export { curves, type Point, type Sketches } from "./curves.js";
export { type Event, encodeEvents, type Moment, opening, summariesAt } from "./event.js";
export { histogram, image, type Picture, type Summary, scalar } from "./summary.js";
