/** Densities and projections of points, the door to `histogram`, `kde` and `pca`. */

export type { Components } from "../embedding/pca/componentsKept.js";
export type { Pca } from "../embedding/pca/model.js";
export { pca } from "../embedding/pca/pca.js";
export { randomisedPca } from "../embedding/pca/randomised.js";
export { inversePca, transformPca } from "../embedding/pca/transform.js";
export { truncate } from "../embedding/pca/truncate.js";
export { type Histogram, type Histogram2d, histogram, histogram2d } from "./histogram.js";
export type { Bandwidth } from "./kde/bandwidth.js";
export { logDensityKde } from "./kde/density.js";
export { type Kde, kde } from "./kde/kde.js";
export { sampleKde } from "./kde/sample.js";
export { type KernelShape, kernelShapes } from "./kde/shape.js";
