import { either as E } from "fp-ts";
import { uniform } from "../core/random.js";
import { tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import { type Distribution, distribution, expectLogits, type Logits } from "./distribution.js";
import { entropyCategorical } from "./entropy.js";
import { logSoftmax } from "./logits.js";

/** p_0, p_0 + p_1, ...: the last is 1 but for rounding, and u < 1 times it lies below it. */
const cumulated = (p: Float64Array): Float64Array => {
  let total = 0;
  return p.map((pc) => (total += pc));
};

/**
 * One class of C, P(c) = softmax(logits)_c, as one-hot rows of C numbers: what a conditional network is fed.
 *
 * log p(x) = sum_c x_c log softmax(logits)_c; a class of probability 0 counts only where x_c is not 0.
 * Errors: `BadArgument`.
 *
 * @example
 * E.map((p: Distribution) => p.logDensity([1, 0]))(categorical({ logits: [0, 0] })) // => E.right(-0.6931471805599453)
 */
export const categorical = (parameters: Logits): E.Either<Failure, Distribution> =>
  E.map(({ logits }: Logits) => {
    const logP = logSoftmax(logits);
    const mean = logP.map(Math.exp);
    return distribution({
      width: logits.length,
      mean,
      entropy: entropyCategorical(logits).value,
      logDensity: (x) => logP.reduce((sum, l, c) => (x[c] === 0 ? sum : sum + x[c]! * l), 0),
      draw: (runtime, key, n) => {
        const u = uniform(runtime, key, [n], "float64").data;
        const upTo = cumulated(mean);
        const oneHot = new Float64Array(n * mean.length);
        for (let i = 0; i < n; i++) oneHot[i * mean.length + upTo.findIndex((p) => u[i]! * upTo.at(-1)! < p)] = 1;
        return tensor([n, mean.length], oneHot);
      },
    });
  })(expectLogits(parameters));
