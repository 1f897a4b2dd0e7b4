import { either as E } from "fp-ts";
import { uniform } from "../core/random.js";
import { tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import { type Distribution, distribution, expectLogits, type Logits } from "./distribution.js";
import { entropyBernoulli } from "./entropy.js";
import { sigmoid, softplus } from "./logits.js";

/**
 * Independent bits, P(x_j = 1) = sigmoid(logits_j): a decoder's black and white picture.
 *
 * log p(x) = sum_j (x_j logits_j - softplus(logits_j)); for x_j between 0 and 1, minus the cross-entropy.
 * Errors: `BadArgument`.
 *
 * @example
 * E.map((p: Distribution) => p.logDensity([1, 0]))(bernoulli({ logits: [0, 0] })) // => E.right(-1.3862943611198906)
 */
export const bernoulli = (parameters: Logits): E.Either<Failure, Distribution> =>
  E.map(({ logits }: Logits) => {
    const mean = Float64Array.from(logits, sigmoid);
    return distribution({
      width: logits.length,
      mean,
      entropy: entropyBernoulli(logits).value,
      logDensity: (x) => {
        let l = 0;
        // x a - softplus(a), without cancellation at either end
        for (let j = 0; j < logits.length; j++) l -= x[j]! * softplus(-logits[j]!) + (1 - x[j]!) * softplus(logits[j]!);
        return l;
      },
      draw: (runtime, key, n) => {
        const u = uniform(runtime, key, [n, logits.length], "float64");
        return tensor(
          u.shape,
          Float64Array.from(u.data, (ui, i) => (ui < mean[i % logits.length]! ? 1 : 0)),
        );
      },
    });
  })(expectLogits(parameters));
