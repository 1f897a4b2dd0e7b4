/** Temporary: the flat names of before, for programs and properties that are not yet rewritten. It goes with the last of them. */

import type { either as E } from "fp-ts";
import type { Classifier, ClassifierModel } from "./autoencoder/classifier.js";
import type {
  ConditionalAutoencoder,
  ConditionalAutoencoderModel,
} from "./autoencoder/conditional/conditionalAutoencoder.js";
import type { Cvae, CvaeModel } from "./autoencoder/conditional/cvae.js";
import * as models from "./autoencoder/index.js";
import type { Autoencoder, AutoencoderModel } from "./autoencoder/plain/autoencoder.js";
import type { Coder, ConditionalCoder } from "./autoencoder/use.js";
import type { Elbo } from "./autoencoder/variational/evidence.js";
import type { Posterior } from "./autoencoder/variational/posterior.js";
import type { Vae, VaeModel } from "./autoencoder/variational/vae.js";
import type { Key } from "./core/key.js";
import type { ReadonlyFloats, Tensor } from "./core/tensor.js";
import { type Failure, orThrow } from "./failure.js";
import type { ModelKind } from "./formats/checkpoint/bytes.js";
import type { Weights } from "./nn/weights.js";
import * as train from "./train/index.js";
import type { Runtime } from "./wasm/runtime.js";

export * as aae from "./autoencoder/adversarial/index.js";
export { squaredMmd } from "./autoencoder/adversarial/mmd.js";
export { Classifier, type ClassifierModel, compile as classifier } from "./autoencoder/classifier.js";
export {
  ConditionalAutoencoder,
  type ConditionalAutoencoderModel,
  conditional as conditionalAutoencoder,
} from "./autoencoder/conditional/conditionalAutoencoder.js";
export { Cvae, type CvaeModel, compile as cvae } from "./autoencoder/conditional/cvae.js";
export { Likelihood } from "./autoencoder/likelihood.js";
export {
  Autoencoder,
  type AutoencoderModel,
  type AutoencoderTerm,
  compile as autoencoder,
} from "./autoencoder/plain/autoencoder.js";
export { klSparsity, l1Sparsity, Sparsity } from "./autoencoder/plain/sparsity.js";
export {
  aae as aaePreset,
  convAutoencoder,
  convDecoder,
  convEncoder,
  convNetworks,
  cs236781,
  cvae as cvaePreset,
  denseClassifier,
  denseNetworks,
  denseVae,
  disentangled as disentangledPreset,
  edu,
  featuresOf,
  gaussianHeads,
  habr,
  kuznetsov,
  lightNetworks,
  type PictureNetworks,
  type Preset,
  semiSupervised as semiSupervisedPreset,
  tinkoff,
  tinkoffConv,
} from "./autoencoder/presets/index.js";
export type { Coder, ConditionalCoder } from "./autoencoder/use.js";
export type { ElboTerm, ElboWeights } from "./autoencoder/variational/elbo.js";
export type { Elbo } from "./autoencoder/variational/evidence.js";
export type { Posterior } from "./autoencoder/variational/posterior.js";
export { compile as vae, Vae, type VaeModel } from "./autoencoder/variational/vae.js";
export {
  type Computation,
  runAsync as finishAsync,
} from "./core/computation.js";
export * from "./core/index.js";
export { drawDigits, syntheticDigits } from "./data/synthetic/digits.js";
export * from "./density/index.js";
export { pca, tsne } from "./embedding/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export {
  encode as encodeGif,
  encodePictures as pictureGif,
  type GifFrame as Frame,
  type GifOptions as Animation,
  type GifPictureOptions as PictureAnimation,
  type NotAnimated,
  quantise,
  type Raster,
} from "./formats/gif/index.js";
export * as nn from "./nn/index.js";
export type { ParameterLayout } from "./nn/weights.js";
export * as optim from "./optim/index.js";
export * as prob from "./prob/index.js";
export * from "./train/index.js";
export type { CheckpointOptions as Keeping, KeptCheckpoints as Kept } from "./train/observers/checkpoints.js";
export { load, type SimdChoice } from "./wasm/load.js";
export { type Runtime, runtimeOf, type Simd } from "./wasm/runtime.js";

/** `train.TrainingOptions`, without a start. */
export type Settings = Pick<train.TrainingOptions, "optimizer" | "batch" | "epochs">;

const chosen = ({ optimizer, batch, epochs }: Settings): Settings => ({ optimizer, batch, epochs });

/** `train.begin`, or a throw. */
export const begin = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  optimizer: train.Optimizers,
  key: Key,
): train.TrainState<Term> => orThrow(train.begin(runtime, key, model, { optimizer }));

/** `train.fitSteps` */
export const fitSteps = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  settings: Settings,
  data: train.TrainingData,
  start: train.TrainState<Term>,
): train.Training<Term> => train.fitSteps(runtime, start.key, model, data, { ...chosen(settings), start });

/** `train.fit` */
export const fit = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  settings: Settings,
  data: train.TrainingData,
  start: train.TrainState<Term>,
  observe?: (event: train.TrainEvent<Term>) => train.Answer,
): E.Either<Failure, train.Trained<Term>> =>
  train.fit(runtime, start.key, model, data, { ...chosen(settings), start, observe });

const { aae: adversarial, autoencoder: plain, classifier: classes, cvae: conditioned, vae: variational } = models;

/** As before: `encode`. */
export const encode = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Tensor =>
  orThrow(plain.encode(runtime, model, weights, x));
/** As before: `decode`. */
export const decode = (runtime: Runtime, model: Coder, weights: Weights, z: Tensor): Tensor =>
  orThrow(plain.decode(runtime, model, weights, z));
/** As before: `reconstruct`. */
export const reconstruct = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Tensor =>
  orThrow(plain.reconstruct(runtime, model, weights, x));
/** As before: `posterior`. */
export const posterior = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Posterior =>
  orThrow(variational.posterior(runtime, model, weights, x));
/** As before: `samplePosterior`. */
export const samplePosterior = (runtime: Runtime, q: Posterior, key: Key): Tensor =>
  orThrow(variational.samplePosterior(runtime, key, q));
/** As before: `sample`. */
export const sample = (runtime: Runtime, model: Coder, weights: Weights, key: Key, count: number): Tensor =>
  orThrow(variational.sample(runtime, key, model, weights, { count }));
/** As before: `interpolate`. */
export const interpolate = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  a: Tensor,
  b: Tensor,
  steps: number,
): Tensor => orThrow(plain.interpolate(runtime, model, weights, [a, b], { steps }));
/** As before: `linearCombination`. */
export const linearCombination = (z: Tensor, coefficients: readonly number[]): Tensor =>
  orThrow(plain.linearCombination(z, { coefficients }));
/** As before: `linspaceCodes`. */
export const linspaceCodes = (a: Tensor, b: Tensor, steps: number): Tensor =>
  orThrow(plain.linspaceCodes(a, b, { steps }));
/** As before: `closedPath`. */
export const closedPath = (z: Tensor, steps: number): Tensor => orThrow(plain.closedPath(z, { steps }));
/** As before: `noisy`. */
export const noisy = (runtime: Runtime, key: Key, x: Tensor, sigma: number): Tensor =>
  orThrow(plain.noisy(runtime, key, x, { sigma }));
/** As before: `elbo`. */
export const elbo = (runtime: Runtime, model: VaeModel, weights: Weights, x: Tensor, key: Key): Elbo =>
  orThrow(variational.elbo(runtime, key, model, weights, x));
/** As before: `logLikelihood`. */
export const logLikelihood = (
  runtime: Runtime,
  model: VaeModel,
  weights: Weights,
  x: Tensor,
  key: Key,
  draws: number,
): ReadonlyFloats => orThrow(variational.logLikelihood(runtime, key, model, weights, x, { draws }));
/** As before: `classify`. */
export const classify = (runtime: Runtime, model: ClassifierModel, weights: Weights, x: Tensor): Tensor =>
  orThrow(classes.classify(runtime, model, weights, x));
/** As before: `likeliestClass`. */
export const likeliestClass = (probabilities: Tensor): Uint8Array => orThrow(classes.likeliestClass(probabilities));
/** As before: `oneHot`. */
export const oneHot = (labels: ArrayLike<number>, count: number): Tensor => orThrow(conditioned.oneHot(labels, count));
/** As before: `encodeGiven`. */
export const encodeGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  x: Tensor,
  condition: Tensor,
): Tensor => orThrow(conditioned.encode(runtime, model, weights, x, { condition }));
/** As before: `decodeGiven`. */
export const decodeGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  z: Tensor,
  condition: Tensor,
): Tensor => orThrow(conditioned.decode(runtime, model, weights, z, { condition }));
/** As before: `reconstructGiven`. */
export const reconstructGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  x: Tensor,
  condition: Tensor,
): Tensor => orThrow(conditioned.reconstruct(runtime, model, weights, x, { condition }));
/** As before: `momentsOf`. */
export const momentsOf = (x: Tensor) => orThrow(adversarial.momentsOf(x));
/** As before: `standardizedTo`. */
export const standardizedTo = (moments: ReturnType<typeof momentsOf>, x: Tensor): Tensor =>
  orThrow(adversarial.standardizedTo(x, { moments }));

export type { ModelKind as Kind } from "./formats/checkpoint/bytes.js";
/** As before: `kinds`. */
export const kinds = {
  autoencoder: models.autoencoder as ModelKind<Autoencoder, AutoencoderModel>,
  classifier: models.classifier as ModelKind<Classifier, ClassifierModel>,
  conditionalAutoencoder: {
    codec: models.cvae.ConditionalAutoencoder,
    compile: models.cvae.conditional,
  } as ModelKind<ConditionalAutoencoder, ConditionalAutoencoderModel>,
  cvae: models.cvae as ModelKind<Cvae, CvaeModel>,
  vae: models.vae as ModelKind<Vae, VaeModel>,
};
