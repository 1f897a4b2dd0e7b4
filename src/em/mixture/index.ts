/**
 * EM of mixtures of normals, with weights and missing values. It may use the driver and the fold of `em`, and what those
 * may use. Begin with `theta.ts`, what a mixture is, then `model.ts`; `fit.ts` is what a user calls.
 */
export { fit, fitSteps, type MixtureOptions, type MixtureProgress } from "./fit.js";
export { infer, type MixtureInference } from "./infer.js";
export { type MixtureModelOptions, model } from "./model.js";
export { type Points, type PointsOptions, points } from "./points.js";
export { type MixtureSample, type MixtureSampleOptions, sample } from "./sample.js";
export type { StartRule } from "./starts.js";
export type { MixtureStatistics } from "./statistics.js";
export { aic, bic, type Covariance, check, freeParameters, type Mixture, type MixtureExtents } from "./theta.js";
