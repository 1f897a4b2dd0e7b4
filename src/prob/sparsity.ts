/** The sparsity penalty of an autoencoder: the divergence of a wanted rate from the mean activation of each unit. */
import { showShape } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { WithGradient } from "./distribution.js";
import { klBernoulliProbability } from "./kl.js";

/** The penalty, its gradient by the activations, and the mean activation of each unit that it was taken at. */
export interface SparsityPenalty extends WithGradient<Tensor> {
  readonly rhoHat: Float64Array;
}

/**
 * beta sum_j KL(Bernoulli(rho) || Bernoulli(rhoHat_j)), rhoHat_j = 1/N sum_n a_nj, for activations a (N, H) in (0, 1).
 *
 * Throws a RangeError where the activations are not a matrix. The gradient is beta/N times that of the divergence by rhoHat_j, the same for every n. Source: Ng, "Sparse
 * autoencoder", CS294A lecture notes, 2011.
 *
 * @example
 * klSparse(0.5, 1, tensor64([2, 1], [0.25, 0.75])).value // => 0
 */
export const klSparse = (rho: number, beta: number, { shape, data }: Tensor): SparsityPenalty => {
  if (shape.length !== 2) throw new RangeError(`activations of ${showShape(shape)} are not N x H`);
  const [n, units] = [shape[0]!, shape[1]!];
  const rhoHat = new Float64Array(units);
  for (let i = 0; i < data.length; i++) rhoHat[i % units]! += data[i]! / n;
  const each = Array.from(rhoHat, (mean) => klBernoulliProbability(rho, mean));
  return {
    value: beta * each.reduce((total, { value }) => total + value, 0),
    gradient: tensor(
      shape,
      Float64Array.from(data, (_, i) => (beta / n) * each[i % units]!.gradient.q),
    ),
    rhoHat,
  };
};
