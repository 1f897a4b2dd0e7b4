/**
 * The evidence lower bound of a batch, and its gradient by hand:
 *
 *   log p(x) >= E_q(z|x) log p(x | z) - KL(q(z | x) || N(0, I)),   q(z | x) = N(mu(x), diag exp(logvar(x)))
 *
 * Source: Kingma and Welling, "Auto-encoding variational Bayes" (2014), equation 3, with one draw of z.
 */
import type { CompiledLayer, Pointers } from "../nn/compiledLayer.js";
import type { Evaluation, Losses } from "../train/objective.js";
import type { Pointer } from "../wasm/arena.js";
import { type Likelihood, lossOf } from "./likelihood.js";

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
  { encoder, decoder, latent, numbers, likelihood, weights }: ElboNetworks,
  { workspace, gradients, ...rest }: Evaluation,
  x: Pointer,
  noise: Pointer,
  given: Pointers = [],
): Losses<ElboTerm> => {
  const { kernels, arena } = workspace;
  const { batch } = rest;
  const run = { ...rest, workspace, scratch: arena.alloc(kernels.gemmScratch()) };
  const codes = (): Pointer => arena.alloc32(batch * latent);

  const q = encoder.forward(run, [x]);
  const [mu, logvar] = q.y as readonly [Pointer, Pointer];
  const [z, sigma, dmu, dlogvar] = [codes(), codes(), codes(), codes()];
  kernels.reparameterise32(z, sigma, mu, logvar, noise, latent, latent, 0, batch);
  const p = decoder.forward(run, [z, ...given]);
  const [y] = p.y as readonly [Pointer];

  const values = arena.alloc64(batch);
  const mean = (): number => kernels.sum64(values, batch) / batch;
  const dy = decoder.outputReusable ? y : arena.alloc32(batch * numbers);
  lossOf(likelihood, kernels)(values, dy, y, x, weights.reconstruction / batch, numbers, 0, batch);
  const reconstruction = mean();
  kernels.klStandardNormal32(values, dmu, dlogvar, mu, logvar, weights.kl / batch, latent, latent, 0, batch);
  const kl = mean();

  if (gradients !== null) {
    const [dz] = p.pullback([dy], { params: gradients, input: true }) as readonly [Pointer];
    kernels.reparameteriseGrad32(dmu, dlogvar, dz, noise, sigma, latent, latent, 0, batch);
    q.pullback([dmu, dlogvar], { params: gradients, input: false });
  }
  return { loss: weights.reconstruction * reconstruction + weights.kl * kl, reconstruction, kl };
};
