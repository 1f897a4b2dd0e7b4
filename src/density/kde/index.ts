/**
 * Kernel density estimates: `fit`, `logDensity`, `sample`.
 *
 * May use core, prob and kernels. Begin with `fit.ts`, what an estimate is; `kernel.ts` has the shapes of kernels.
 */
export { logDensity } from "./density.js";
export { type Bandwidth, bandwidthRules, fit, type Kde, type KdeOptions } from "./fit.js";
export { type KdeKernel, kernels } from "./kernel.js";
export { type KdeSampleOptions, sample } from "./sample.js";
