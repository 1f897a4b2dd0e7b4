/**
 * Probability: distributions, entropies, divergences, and the functions that these are made of, in float64 and in nats.
 *
 * May use core and kernels. Begin with `distribution.ts`. The scalar functions call the engine's Math.exp and Math.log,
 * whose last bits differ between engines: they are for evaluation, and training uses the kernels.
 */
export { bernoulli } from "./bernoulli.js";
export { categorical } from "./categorical.js";
export { type Cholesky, cholesky, logDet, type NotPositiveDefinite, solve } from "./cholesky.js";
export type { Distribution, Logits, NormalParameters, SampleOptions, WithGradient } from "./distribution.js";
export { entropyBernoulli, entropyCategorical, entropyMultivariateNormal, entropyNormal } from "./entropy.js";
export { erf, erfc, erfcinv, erfcx, erfinv } from "./erf.js";
export { digamma, logGamma } from "./gamma.js";
export { klBernoulli, klCategorical, klMultivariateNormal, klNormal, klStandardNormal, type Pair } from "./kl.js";
export { logSumExp, logSumExpAxis } from "./logSumExp.js";
export {
  type MultivariateNormal,
  type MultivariateNormalParameters,
  multivariateNormal,
} from "./multivariateNormal.js";
export { normal } from "./normal.js";
export { log2Pi, normCdf, normLogCdf, normLogPdf, normPpf, normSf } from "./standardNormal.js";
