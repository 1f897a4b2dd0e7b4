/** Distributions, their divergences and entropies, and the functions that these are made of. */
export { bernoulli } from "./bernoulli.js";
export { categorical } from "./categorical.js";
export { type Cholesky, cholesky, logDet, type NotPositiveDefinite, solve } from "./cholesky.js";
export type { Distribution } from "./distribution.js";
export { entropyBernoulli, entropyCategorical, entropyMultivariateNormal, entropyNormal } from "./entropy.js";
export { klBernoulli, klCategorical, klMultivariateNormal, klNormal, klStandardNormal, type Pair } from "./kl.js";
export { fromFactor, type MultivariateNormal, multivariateNormal } from "./multivariateNormal.js";
export { normal } from "./normal.js";
export * from "./special.js";
