/** p(x | z): how far a decoder's output is from an example, in nats, and what picture it stands for. */
import * as t from "io-ts";
import type { LossKind } from "../nn/losses/loss.js";
import type { Kernels } from "../wasm/abi/index.js";
import type { Pointer } from "../wasm/arena.js";

/**
 * A likelihood as data, given the decoder's output y; the loss is summed over an example's numbers.
 *
 *   bce   x ~ Bernoulli(sigmoid(y)):   max(y, 0) - x y + log(1 + exp(-|y|))
 *   mse   x ~ N(y, 1/2):               (x - y)^2, and log(pi) / 2 of normalisation
 *   l1    x ~ Laplace(y, 1):           |x - y|, and log 2
 *
 * bce of grey x in [0, 1] is a loss and no density: what it bounds is the score of x, not its probability.
 */
export const Likelihood = t.keyof({ bce: null, mse: null, l1: null });
export type Likelihood = t.TypeOf<typeof Likelihood>;

/** The loss of each likelihood, -log p(x | z) without its normalisation. */
export const losses: Readonly<Record<Likelihood, LossKind>> = {
  bce: "bceWithLogits",
  mse: "squaredError",
  l1: "absoluteError",
};

/** Nats a number that the loss lacks to -log p(x | z). */
export const logNormalizer: Readonly<Record<Likelihood, number>> = {
  bce: 0,
  mse: Math.log(Math.PI) / 2,
  l1: Math.LN2,
};

/** The mean of p(x | z), over y. */
export const meanOver = (likelihood: Likelihood, kernels: Kernels, y: Pointer, n: number): void => {
  if (likelihood === "bce") kernels.mapSigmoid32(y, y, n);
};
