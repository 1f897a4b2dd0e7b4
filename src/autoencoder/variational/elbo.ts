/**
 * The evidence lower bound of a batch, and its gradient by hand:
 *
 *   log p(x) >= E_q(z|x) log p(x | z) - KL(q(z | x) || N(0, I)),   q(z | x) = N(mu(x), diag exp(logvar(x)))
 *
 * Source: Kingma and Welling, "Auto-encoding variational Bayes" (2014), equation 3, with one draw of z.
 */
import type { CompiledLayer, Pointers } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import { klLoss, reparameterise } from "../../nn/losses/posterior.js";
import type { Evaluation, Losses } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import { type Likelihood, losses } from "../likelihood.js";

/** How much each part counts: the loss is their weighted sum. */
export interface ElboWeights {
  readonly reconstruction: number;
  readonly kl: number;
}

/** The two networks of the bound, placed in one block, and what lies between them and behind. */
export interface ElboNetworks {
  /** From x to mu and logvar. */
  readonly encoder: CompiledLayer;
  /** From z to the likelihood's y. */
  readonly decoder: CompiledLayer;
  /** Numbers of a code and of an example. */
  readonly latent: number;
  readonly numbers: number;
  readonly likelihood: Likelihood;
  readonly weights: ElboWeights;
}

/** Nats an example: -log p(x | z) without its normalisation, and the divergence of q(z | x) from N(0, I). */
export type ElboTerm = keyof ElboWeights;

/**
 * The mean over the batch of weights.reconstruction * reconstruction + weights.kl * KL, with z = mu + exp(logvar / 2)
 * noise; `noise` is batch x latent numbers of N(0, 1). Behind z the decoder is told what is `given`.
 */
export const negativeElbo = (
  { encoder, decoder, latent, likelihood, weights }: ElboNetworks,
  { workspace, gradients, ...rest }: Evaluation,
  x: Pointer,
  noise: Pointer,
  given: Pointers = [],
): Losses<ElboTerm> => {
  const { batch } = rest;
  const run = { ...rest, workspace, scratch: workspace.arena.alloc(workspace.kernels.gemmScratch()) };

  const q = encoder.forward(run, [x]);
  const draw = reparameterise(latent)(run, q.y, noise);
  const p = decoder.forward(run, [draw.z, ...given]);
  const ofX = loss(losses[likelihood], decoder)(run, p.y, x, weights.reconstruction / batch);
  const ofZ = klLoss(encoder)(run, q.y, weights.kl / batch);

  if (gradients !== null) {
    const [dz] = p.pullback(ofX.dy, { params: gradients, input: true }) as readonly [Pointer];
    draw.pullback(ofZ.dy, dz);
    q.pullback(ofZ.dy, { params: gradients, input: false });
  }
  const [reconstruction, kl] = [ofX.value / batch, ofZ.value / batch];
  return { loss: weights.reconstruction * reconstruction + weights.kl * kl, reconstruction, kl };
};
