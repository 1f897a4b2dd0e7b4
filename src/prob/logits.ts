/** Probabilities and their logarithms from logits, in forms that neither overflow nor cancel. Engine exp and log. */
import { logSumExp } from "./logSumExp.js";

/**
 * log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).
 *
 * @example
 * softplus(1000) // => 1000
 */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * 1 / (1 + exp(-x)).
 *
 * @example
 * sigmoid(0) // => 0.5
 */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * log softmax(x)_c = x_c - log sum_i exp(x_i).
 *
 * @example
 * logSoftmax([7]) // => new Float64Array([0])
 */
export const logSoftmax = (x: ArrayLike<number>): Float64Array => {
  const norm = logSumExp(x);
  return Float64Array.from(x, (xc) => xc - norm);
};

/**
 * softmax(x)_c = exp(x_c) / sum_i exp(x_i).
 *
 * @example
 * softmax([-1000, -1000]).every((p) => Math.abs(p - 0.5) < 1e-12) // => true
 */
export const softmax = (x: ArrayLike<number>): Float64Array => logSoftmax(x).map(Math.exp);
