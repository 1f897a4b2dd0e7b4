/** Expectation-maximisation: the generic fold, and the models on it. */
export { em, emSteps, type Fit, type Iteration, iterate, type Position, type Stop } from "./fold.js";
export { type Degenerate, expectAll, type Latent } from "./latent.js";
export { bestOf, finalLogLikelihood } from "./restarts.js";
export * from "./template/index.js";
