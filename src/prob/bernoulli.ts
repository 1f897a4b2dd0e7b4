import { uniform } from "../core/random.js";
import { tensor } from "../core/tensor.js";
import type { Distribution } from "./distribution.js";
import { entropyBernoulli } from "./entropy.js";
import { sigmoid, softplus } from "./logits.js";
import type { Logits } from "./parameters.js";

/**
 * Independent bits, P(x_j = 1) = sigmoid(logits_j): a decoder's black and white picture.
 *
 * log p(x) = sum_j (x_j logits_j - softplus(logits_j)); for x_j between 0 and 1, minus the cross-entropy.
 *
 * @example
 * bernoulli({ logits: [0, 0] }).logDensity([1, 0]) // => -1.3862943611198906
 */
export const bernoulli = ({ logits }: Logits): Distribution => {
  const mean = Float64Array.from(logits, sigmoid);
  return {
    width: logits.length,
    mean,
    entropy: entropyBernoulli(logits).value,
    logDensity: (x) => {
      let l = 0;
      // x a - softplus(a), without cancellation at either end
      for (let j = 0; j < logits.length; j++) l -= x[j]! * softplus(-logits[j]!) + (1 - x[j]!) * softplus(logits[j]!);
      return l;
    },
    sample: (runtime, key, n) => {
      const u = uniform(runtime, key, [n, logits.length], "float64");
      return tensor(
        u.shape,
        Float64Array.from(u.data, (ui, i) => (ui < mean[i % logits.length]! ? 1 : 0)),
      );
    },
  };
};
