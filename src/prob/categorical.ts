import type { Distribution } from "./distribution.js";
import { entropyCategorical } from "./entropy.js";
import { logSoftmax } from "./logits.js";
import type { Logits } from "./parameters.js";

/**
 * One class of C, P(c) = softmax(logits)_c, as one-hot rows of C numbers: what a conditional network is fed.
 *
 * log p(x) = sum_c x_c log softmax(logits)_c; a class of probability 0 counts only where x_c is not 0.
 *
 * @example
 * categorical({ logits: [0, 0] }).logDensity([1, 0]) // => -0.6931471805599453
 */
export const categorical = ({ logits }: Logits): Distribution => {
  const logP = logSoftmax(logits);
  return {
    width: logits.length,
    mean: logP.map(Math.exp),
    entropy: entropyCategorical(logits).value,
    logDensity: (x) => logP.reduce((sum, l, c) => (x[c] === 0 ? sum : sum + x[c]! * l), 0),
  };
};
