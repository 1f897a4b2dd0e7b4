/** Entropies in nats, with their gradients. Float64 references and evaluation. */
import { type Cholesky, inverse, logDet } from "./cholesky.js";
import type { WithGradient } from "./distribution.js";
import { logSoftmax, sigmoid, softplus } from "./logits.js";
import { log2Pi } from "./standardNormal.js";

const minusPLogP = (p: number): number => (p === 0 ? 0 : -p * Math.log(p));

const total = (terms: Float64Array): number => terms.reduce((sum, term) => sum + term, 0);

/**
 * Of N(., diag exp(logvar)): 1/2 sum_j (1 + log 2 pi + logvar_j).
 *
 * @example
 * entropyNormal([0]).value // => 1.4189385332046727
 */
export const entropyNormal = (logvar: ArrayLike<number>): WithGradient<Float64Array> => ({
  value: 0.5 * (logvar.length * (1 + log2Pi) + total(Float64Array.from(logvar))),
  gradient: new Float64Array(logvar.length).fill(0.5),
});

/**
 * Of N(., C), C by its factor: 1/2 (d (1 + log 2 pi) + log det C). The gradient C^-1 / 2 takes the d x d entries as free.
 *
 * @example
 * entropyMultivariateNormal({ d: 1, lower: [1] }).value // => 1.4189385332046727
 */
export const entropyMultivariateNormal = (factor: Cholesky): WithGradient<Float64Array> => ({
  value: 0.5 * (factor.d * (1 + log2Pi) + logDet(factor)),
  gradient: inverse(factor).map((s) => 0.5 * s),
});

/**
 * Of one bit with the probability p: -p log p - (1-p) log(1-p).
 *
 * @example
 * entropyBernoulliProbability(0.5).value // => 0.6931471805599453
 */
export const entropyBernoulliProbability = (p: number): WithGradient<number> => ({
  value: minusPLogP(p) + minusPLogP(1 - p),
  gradient: Math.log((1 - p) / p),
});

/**
 * Of independent bits with the logits x: sum_j s softplus(-x) + (1 - s) softplus(x), s = sigmoid(x); by x: -x s (1 - s).
 *
 * @example
 * entropyBernoulli([0]).value // => 0.6931471805599453
 */
export const entropyBernoulli = (logits: ArrayLike<number>): WithGradient<Float64Array> => ({
  value: total(Float64Array.from(logits, (x) => sigmoid(x) * softplus(-x) + sigmoid(-x) * softplus(x))),
  gradient: Float64Array.from(logits, (x) => -x * sigmoid(x) * sigmoid(-x)),
});

/**
 * Of a class with the probabilities p: -sum_c p_c log p_c, 0 log 0 = 0. The gradient takes the entries as free.
 *
 * @example
 * entropyCategoricalProbability([0, 1]).value // => 0
 */
export const entropyCategoricalProbability = (p: ArrayLike<number>): WithGradient<Float64Array> => ({
  value: total(Float64Array.from(p, minusPLogP)),
  gradient: Float64Array.from(p, (pc) => -Math.log(pc) - 1),
});

/**
 * Of a class with the logits x: H = -sum_c p_c log p_c, p = softmax(x); by x_c: -p_c (log p_c + H).
 *
 * @example
 * entropyCategorical([3]).value // => 0
 */
export const entropyCategorical = (logits: ArrayLike<number>): WithGradient<Float64Array> => {
  const logP = logSoftmax(logits);
  const value = total(logP.map((l) => (l === Number.NEGATIVE_INFINITY ? 0 : -Math.exp(l) * l)));
  return { value, gradient: logP.map((l) => (l === Number.NEGATIVE_INFINITY ? 0 : -Math.exp(l) * (l + value))) };
};
