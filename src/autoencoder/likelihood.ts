/** p(x | z): how far a decoder's output is from an example, in nats, and what picture it stands for. */
import * as t from "io-ts";
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

/** values[row] = the loss of a row; dy = its gradient times `scale`. */
type Loss = (
  values: Pointer,
  dy: Pointer,
  y: Pointer,
  x: Pointer,
  scale: number,
  n: number,
  from: number,
  to: number,
) => void;

/** The loss of each row, and its gradient. */
export const lossOf = (likelihood: Likelihood, kernels: Kernels): Loss => {
  switch (likelihood) {
    case "bce":
      return kernels.bceWithLogits32;
    case "mse":
      return kernels.squaredError32;
    case "l1":
      return kernels.absoluteError32;
  }
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
