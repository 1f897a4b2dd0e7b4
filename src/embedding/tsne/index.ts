/**
 * t-SNE, maps in which neighbours stay neighbours: `fit`, `fitSteps`, `transform`, and the parts of a fit as pure functions.
 *
 * May use core, kernels and pca. Begin with `fit.ts`; `affinities.ts`, `forces.ts` and `descent.ts` are its three ideas.
 */
export { type Affinities, affinities } from "./affinities.js";
export { methods, type TsneMethod } from "./checks.js";
export { type DescentOptions, initialState, step, type TsneState } from "./descent.js";
export { fit, fitSteps, type TsneFit, type TsneStep } from "./fit.js";
export { type Divergence, divergence } from "./forces.js";
export { rescale } from "./initialization.js";
export type { TsneOptions, TsnePhase } from "./options.js";
export { type TsneTransformOptions, transform } from "./transform.js";
