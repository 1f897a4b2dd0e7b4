/** Densities and projections of points, the door to `histogram`, `kde` and `pca`. */
export { type Histogram, type Histogram2d, histogram, histogram2d } from "./histogram.js";
export type { Bandwidth } from "./kde/bandwidth.js";
export { logDensityKde } from "./kde/density.js";
export { type Kde, kde } from "./kde/kde.js";
export { sampleKde } from "./kde/sample.js";
export { type KernelShape, kernelShapes } from "./kde/shape.js";
export type { Keep } from "./pca/keep.js";
export { leadingPca } from "./pca/leading.js";
export type { Pca } from "./pca/model.js";
export { pca } from "./pca/pca.js";
export { randomisedPca } from "./pca/randomised.js";
export { inversePca, transformPca } from "./pca/transform.js";
