/**
 * The conditional and adversarial models of EduNet's lecture on autoencoders as data, on networks of any kind, and the
 * classifier that reads what they draw.
 */
import { type Shape, size } from "../../core/shape.js";
import { type Definition, parallel, sequence } from "../../nn/definition.js";
import { leakyRelu, relu } from "../../nn/layers/activation.js";
import { batchNorm } from "../../nn/layers/batchNorm.js";
import { concat, split } from "../../nn/layers/concat.js";
import { dropout } from "../../nn/layers/dropout.js";
import { linear } from "../../nn/layers/linear.js";
import { flatten, reshape } from "../../nn/layers/reshape.js";
import { adam, type Definition as Optimizer } from "../../optim/definition.js";
import type { Aae } from "../adversarial/aae.js";
import type { Disentangled } from "../adversarial/disentangled.js";
import type { SemiSupervised } from "../adversarial/semiSupervised.js";
import type { StyleAndLabel } from "../adversarial/styleAndLabel.js";
import type { Classifier } from "../classifier.js";
import type { Cvae } from "../conditional/cvae.js";
import { convDecoder, convEncoder, down } from "./convolutional.js";
import type { Preset } from "./presets.js";

/** What an autoencoder of pictures is made of. */
export interface PictureNetworks {
  readonly shape: Shape;
  /** From a picture to so many numbers. */
  readonly encoder: (outputs: number) => Definition;
  /** From any numbers to the logits of a picture. */
  readonly decoder: () => Definition;
}

/** The convolutional ones, for pictures of 28 x 28. */
export const convNetworks: PictureNetworks = { shape: [28, 28], encoder: convEncoder, decoder: convDecoder };

const normed = (numbers: number, slope: number): Definition =>
  sequence(["linear", linear(numbers)], ["norm", batchNorm()], ["act", leakyRelu(slope)]);

/** How wide dense networks are. */
export interface DenseOptions {
  /** Numbers of a hidden layer; 256 if absent. */
  readonly hidden?: number;
}

/** What labelled pictures a model is for, and the size of its codes. */
export interface LabelledPresetOptions {
  /** How many labels there are. */
  readonly classes: number;
  /** Numbers of a code; each preset has its own if absent. */
  readonly latent?: number;
}

/** The codes of a model, the draws of the prior for each example, and the batch. */
export interface AaePresetOptions {
  /** Numbers of a code; 2 if absent. */
  readonly latent?: number;
  /** 20 if absent. */
  readonly draws?: number;
  /** 512 if absent. */
  readonly batch?: number;
}

/** Two hidden layers on each side, for pictures of any shape: quick, and not as sharp. */
export const denseNetworks = (shape: Shape, { hidden = 256 }: DenseOptions = {}): PictureNetworks => ({
  shape,
  encoder: (outputs) =>
    sequence(
      ["flatten", flatten],
      ["first", normed(hidden, 0.01)],
      ["second", normed(hidden, 0.01)],
      ["code", linear(outputs)],
    ),
  decoder: () =>
    sequence(
      ["first", normed(hidden, 0.01)],
      ["second", normed(hidden, 0.01)],
      ["out", linear(size(shape))],
      ["picture", reshape(shape)],
    ),
});

/**
 * A convolutional encoder, 16-32-64 channels on half the side each, and a dense decoder: a sixth of the work of the
 * convolutional ones, for models that must tell digits apart rather than draw them sharply.
 */
export const lightNetworks: PictureNetworks = {
  shape: [28, 28],
  encoder: (outputs) =>
    sequence(
      ["pixels", reshape([1, 28, 28])],
      ["down1", down(16)],
      ["down2", down(32)],
      ["down3", down(64)],
      ["flatten", flatten],
      ["code", linear(outputs)],
    ),
  decoder: denseNetworks([28, 28]).decoder,
};

const conditioned = (decoder: Definition): Definition => sequence(["join", concat], ["layers", decoder]);

/** The conditional VAE: its decoder is told the class; loss = cross-entropy averaged over the pixels + 0.005 KL. */
export const cvae = (
  { shape, encoder, decoder }: PictureNetworks,
  { classes, latent = 2 }: LabelledPresetOptions,
): Preset<Cvae> => ({
  model: {
    kind: "cvae",
    shape,
    condition: classes,
    encoder: sequence(["features", encoder(2 * latent)], ["halves", split(2)]),
    decoder: conditioned(decoder()),
    likelihood: "bce",
    weights: { reconstruction: 1 / size(shape), kl: 0.005 },
  },
  optimizer: adam({ rate: 1e-2 }),
  batch: 64,
  epochs: 5,
});

/** Two hidden layers with batch norm. */
const opponent = (first: number, second: number, outputs: number): Definition =>
  sequence(["first", normed(first, 0.2)], ["second", normed(second, 0.2)], ["out", linear(outputs)]);

const adversarial = adam({ rate: 1e-3, weightDecay: 1e-6 });

/** The adversarial autoencoder, with `draws` of its prior an example. */
export const aae = (
  { shape, encoder, decoder }: PictureNetworks,
  { latent = 2, draws = 20, batch = 512 }: AaePresetOptions = {},
): Preset<Aae> => ({
  model: {
    kind: "aae",
    autoencoder: {
      kind: "autoencoder",
      shape,
      encoder: encoder(latent),
      decoder: decoder(),
      likelihood: "bce",
      weight: 1 / size(shape),
      denoising: false,
    },
    discriminator: opponent(512, 256, 1),
    weight: 0.01,
    draws,
  },
  optimizer: adversarial,
  batch,
  epochs: 10,
});

/** 256 features of a picture, from which its style and its label are read. */
export const featuresOf = ({ encoder }: PictureNetworks): Definition =>
  sequence(["layers", encoder(256)], ["norm", batchNorm()], ["act", leakyRelu(0.01)]);

const styleAndLabel = (networks: PictureNetworks, classes: number, latent: number): StyleAndLabel => ({
  shape: networks.shape,
  classes,
  encoder: sequence(
    ["features", featuresOf(networks)],
    ["heads", parallel(["style", linear(latent)], ["label", linear(classes)])],
  ),
  decoder: conditioned(networks.decoder()),
  likelihood: "bce",
  weight: 1 / size(networks.shape),
  styleDiscriminator: opponent(256, 128, 1),
  labelDiscriminator: opponent(256, 128, 1),
  styleWeight: 0.01,
  labelWeight: 0.01,
  draws: 1,
});

/**
 * Style and label apart.
 *
 * What a style classifier has learnt to find, the encoder hides; one that is behind sees nothing while a fresh one would.
 * So it learns five times as fast as the others, and the encoder gives way to adversaries half as fast. With four
 * numbers of style and a weight of 0.3 a fresh classifier reads a third of the labels on MNIST; with eight numbers, 0.1
 * and one rate for all it reads a half. After six epochs the style classifier has long stood still and the reconstruction gains
 * half a nat an epoch.
 */
export const disentangled = (
  networks: PictureNetworks,
  { classes, latent = 4 }: LabelledPresetOptions,
): Preset<Disentangled, Readonly<Record<string, Optimizer>>> => ({
  model: {
    kind: "disentangledAae",
    ...styleAndLabel(networks, classes, latent),
    styleClassifier: opponent(256, 256, classes),
    confusionWeight: 0.3,
  },
  optimizer: {
    autoencoder: adversarial,
    encoder: adam({ rate: 5e-4, weightDecay: 1e-6 }),
    styleDiscriminator: adversarial,
    labelDiscriminator: adversarial,
    styleClassifier: adam({ rate: 5e-3 }),
    classifier: adversarial,
  },
  batch: 128,
  epochs: 6,
});

/** Few labels. The known ones are learnt in five epochs of all pictures. */
export const semiSupervised = (
  networks: PictureNetworks,
  { classes, latent = 8 }: LabelledPresetOptions,
): Preset<SemiSupervised> => ({
  model: { kind: "semiSupervisedAae", ...styleAndLabel(networks, classes, latent) },
  optimizer: adversarial,
  batch: 128,
  epochs: 5,
});

/** A classifier 512-256 with dropout, for pictures of any shape: on MNIST above 98 % after ten epochs. */
export const denseClassifier = (shape: Shape, classes: number): Preset<Classifier> => ({
  model: {
    kind: "classifier",
    shape,
    classes,
    network: sequence(
      ["flatten", flatten],
      ["first", linear(512)],
      ["firstAct", relu],
      ["firstDropout", dropout(0.2)],
      ["second", linear(256)],
      ["secondAct", relu],
      ["secondDropout", dropout(0.2)],
      ["out", linear(classes)],
    ),
  },
  optimizer: adam({ rate: 1e-3 }),
  batch: 128,
  epochs: 10,
});
