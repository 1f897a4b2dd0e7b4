/** t-SNE: maps in which neighbours stay neighbours. */
export { type Affinities, affinities } from "./affinities.js";
export { type Descent, initialState, type Pace, step } from "./descent.js";
export { type TsneFit, type TsneStep, tsne, tsneSteps } from "./fit.js";
export { type Divergence, divergence } from "./gradient.js";
export type { Method } from "./method.js";
export type { Phase, TsneOptions } from "./options.js";
export { randomStart, scaledStart } from "./start.js";
export { type TransformOptions, transform } from "./transform.js";
