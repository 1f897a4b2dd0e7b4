/**
 * Models: definitions as data, what they are compiled to (an `Objective`, which `fit` descends), and pure functions of
 * a trained one.
 *
 *   const model = vae(cs236781([28, 28]).model);            // E.Either<Misfit, VaeModel>
 *   encode(runtime, model, weights, x)                      // { mu, logvar }, x [N, 28, 28]
 *   decode(runtime, model, weights, z)                      // pictures [N, 28, 28] of codes [N, 10]
 *   reconstruct(runtime, model, weights, x)                 // decode of mu
 *   sample(runtime, model, weights, key, 20)                // decode of z ~ N(0, I)
 *   elbo(runtime, model, weights, x, key)                   // nats of each example: elbo, reconstruction, kl
 *   logLikelihood(runtime, model, weights, x, key, 1000)    // importance-weighted log p(x) of each
 */
export { Autoencoder, type AutoencoderModel, autoencoder } from "./autoencoder.js";
export type { ElboPart, ElboWeights } from "./elbo.js";
export { Likelihood } from "./likelihood.js";
export type { Evaluation, Learnt, Losses, Objective } from "./objective.js";
export { cs236781, heads, kuznetsov, type Preset, shallow, tinkoff } from "./presets.js";
export { Vae, type VaeModel, vae } from "./vae.js";
