/**
 * The scalar special functions of densities, in float64. They are for evaluation (figures, references, quantiles): they
 * call the engine's Math.exp and Math.log, whose last bits differ between engines. Training uses the kernels.
 */
export { erf, erfc, erfcinv, erfcx, erfinv } from "./erf.js";
export { digamma, logGamma } from "./gamma.js";
export { logSumExp, logSumExpAxis } from "./logSumExp.js";
export { log2Pi, normCdf, normLogCdf, normLogPdf, normPpf, normSf } from "./standardNormal.js";
