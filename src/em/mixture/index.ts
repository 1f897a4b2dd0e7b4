/** Gaussian mixtures: fitted, or written down by hand. */
export { aic, bic } from "./criteria.js";
export { fitMixture, fitMixtureInChunks, fitMixtureSteps } from "./fit.js";
export { type Inference, inferMixture, labelsOf } from "./infer.js";
export { type Covariance, checkMixture, freeParameters, type Mixture } from "./mixture.js";
export { mixtureModel } from "./model.js";
export { type Points, points } from "./points.js";
export { sampleMixture } from "./sample.js";
