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

export type { ParameterLayout } from "../nn/weights.js";
export type { AlternatingObjective, StepResult, SubObjective, Trainable } from "../train/alternating.js";
export type { Evaluation, Losses, Objective } from "../train/objective.js";
export { Autoencoder, type AutoencoderModel, type AutoencoderTerm, autoencoder } from "./autoencoder.js";
export { Classifier, type ClassifierModel, classifier, classify, likeliestClass } from "./classifier.js";
export {
  type Coder,
  closedPath,
  decode,
  encode,
  interpolate,
  linearCombination,
  linspaceCodes,
  type Posterior,
  posterior,
  reconstruct,
  sample,
  samplePosterior,
} from "./codes.js";
export {
  ConditionalAutoencoder,
  type ConditionalAutoencoderModel,
  conditionalAutoencoder,
} from "./conditional/conditionalAutoencoder.js";
export { Cvae, type CvaeModel, cvae } from "./conditional/cvae.js";
export { type ConditionalCoder, decodeGiven, encodeGiven, oneHot, reconstructGiven } from "./conditional/given.js";
export type { ElboTerm, ElboWeights } from "./elbo.js";
export { type Elbo, elbo, logLikelihood } from "./evidence.js";
export { adversarialKinds, type Kind, kinds } from "./kinds.js";
export { Likelihood } from "./likelihood.js";
export { type Moments, momentsOf, squaredMmd, standardizedTo } from "./mmd.js";
export { noisy } from "./noise.js";
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
} from "./presets/conditionalPresets.js";
export { convAutoencoder, convDecoder, convEncoder, edu, tinkoffConv } from "./presets/convolutional.js";
export { cs236781, denseVae, gaussianHeads, habr, kuznetsov, type Preset, tinkoff } from "./presets/presets.js";
export { klSparsity, l1Sparsity, Sparsity } from "./sparsity.js";
export { Vae, type VaeModel, vae } from "./vae.js";
