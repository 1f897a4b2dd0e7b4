/**
 * The namespace `vae`: variational autoencoders, their bound, and the evidence of examples. The room may use core, nn,
 * train, prob and the files of autoencoder beside it. Begin with `vae.ts`, then `elbo.ts` and `evidence.ts`.
 *
 *   const model = orThrow(vae.compile(presets.cs236781([28, 28]).model)); // `train.fit` trains it
 *   vae.encode(runtime, model, weights, x)                                // codes [N, 10] (means) of x [N, 28, 28]
 *   vae.posterior(runtime, model, weights, x)                             // { mu, logvar }
 *   vae.sample(runtime, key, model, weights, { count: 20 })               // decode of z ~ N(0, I)
 *   vae.elbo(runtime, key, model, weights, x)                             // nats of each example: elbo, reconstruction, kl
 *   vae.logLikelihood(runtime, key, model, weights, x, { draws: 1000 })   // importance-weighted log p(x) of each
 */
export {
  decode,
  encode,
  interpolate,
  reconstruct,
  type SampleCodesOptions,
  sample,
} from "../use.js";
export type { ElboTerm, ElboWeights } from "./elbo.js";
export { type Elbo, elbo, type LogLikelihoodOptions, logLikelihood } from "./evidence.js";
export { type Posterior, posterior, samplePosterior } from "./posterior.js";
export { compile, Vae, Vae as codec, type VaeModel } from "./vae.js";
