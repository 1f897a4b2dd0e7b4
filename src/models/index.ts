/**
 * Models: definitions as data, what they are compiled to (an `Objective`, which `fit` descends), and pure functions of
 * a trained one.
 *
 *   const model = vae(cs236781([28, 28]).model);            // E.Either<Misfit, VaeModel>
 *   encode(runtime, model, weights, x)                      // codes [N, 10] (means) of x [N, 28, 28]
 *   posterior(runtime, model, weights, x)                   // { mu, logvar }; drawCodes(runtime, posterior, key) draws
 *   decode(runtime, model, weights, z)                      // pictures [N, 28, 28] of codes [N, 10]
 *   reconstruct(runtime, model, weights, x)                 // decode of mu
 *   sample(runtime, model, weights, key, 20)                // decode of z ~ N(0, I)
 *   elbo(runtime, model, weights, x, key)                   // nats of each example: elbo, reconstruction, kl
 *   logLikelihood(runtime, model, weights, x, key, 1000)    // importance-weighted log p(x) of each
 */
export * from "./adversarial/index.js";
export { Autoencoder, type AutoencoderModel, type AutoencoderPart, autoencoder } from "./autoencoder.js";
export { Classifier, type ClassifierModel, classifier, classify, likeliestClass } from "./classifier.js";
export {
  between,
  type Coder,
  combine,
  decode,
  drawCodes,
  encode,
  interpolate,
  type Posterior,
  posterior,
  reconstruct,
  sample,
  tour,
} from "./codes.js";
export {
  ConditionalAutoencoder,
  type ConditionalAutoencoderModel,
  conditionalAutoencoder,
} from "./conditionalAutoencoder.js";
export {
  aaePreset,
  convNetworks,
  cvaePreset,
  denseClassifier,
  denseNetworks,
  disentangledPreset,
  featuresOf,
  lightNetworks,
  type PictureNetworks,
  semiSupervisedPreset,
} from "./conditionalPresets.js";
export { convAutoencoder, convDecoder, convEncoder, edu, tinkoffConv } from "./convolutional.js";
export { Cvae, type CvaeModel, cvae } from "./cvae.js";
export type { ElboPart, ElboWeights } from "./elbo.js";
export { type Elbo, elbo, logLikelihood } from "./evidence.js";
export type { Game, Player, Trainable, Turn } from "./game.js";
export { type ConditionalCoder, decodeGiven, encodeGiven, oneHot, reconstructGiven } from "./given.js";
export { adversarialKinds, type Kind, kinds } from "./kinds.js";
export { Likelihood } from "./likelihood.js";
export { broughtTo, type Moments, momentsOf, squaredMmd } from "./mmd.js";
export { noisy } from "./noise.js";
export type { Evaluation, Learnt, Losses, Objective } from "./objective.js";
export { cs236781, habr, heads, kuznetsov, type Preset, shallow, tinkoff } from "./presets.js";
export { klSparsity, l1Sparsity, Sparsity } from "./sparsity.js";
export { Vae, type VaeModel, vae } from "./vae.js";
