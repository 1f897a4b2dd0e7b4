/**
 * Published models as data, for images of any height and width: what they are made of and how they were trained.
 * Sizes, rates and losses are the sources'; weights begin as in the framework that each was written in.
 */
import { type Shape, size } from "../../core/shape.js";
import { type Definition, parallel, sequence } from "../../nn/definition.js";
import type { Init } from "../../nn/initial.js";
import { type Activation, leakyRelu, relu } from "../../nn/layers/activation.js";
import { batchNorm } from "../../nn/layers/batchNorm.js";
import { dropout } from "../../nn/layers/dropout.js";
import { linear } from "../../nn/layers/linear.js";
import { flatten, reshape } from "../../nn/layers/reshape.js";
import { adam, type Definition as Optimizer } from "../../optim/definition.js";
import type { Vae } from "../variational/vae.js";

/** A model with the settings of its training: one optimiser, or one for each player of a game. */
export interface Preset<Model = Vae, Optimizers = Optimizer> {
  readonly model: Model;
  readonly optimizer: Optimizers;
  readonly batch: number;
  readonly epochs: number;
}

/** Two heads on one hidden signal: mu and logvar. */
export const gaussianHeads = (latent: number, { init = "fanIn" }: { readonly init?: Init } = {}): Definition =>
  parallel(["mu", linear(latent, { init })], ["logvar", linear(latent, { init })]);

/** One hidden layer of ReLU on each side; loss = reconstruction + KL, summed over an example. */
export const denseVae = (shape: Shape, hidden: number, latent: number): Vae => ({
  kind: "vae",
  shape,
  encoder: sequence(["flatten", flatten], ["hidden", linear(hidden)], ["act", relu], ["heads", gaussianHeads(latent)]),
  decoder: sequence(
    ["hidden", linear(hidden)],
    ["act", relu],
    ["out", linear(size(shape))],
    ["picture", reshape(shape)],
  ),
  likelihood: "bce",
  weights: { reconstruction: 1, kl: 1 },
});

/**
 * 784-256-10: the notebook on VAEs of Technion's course 236781.
 *
 * @example
 * cs236781([28, 28]).batch // => 128
 */
export const cs236781 = (shape: Shape): Preset => ({
  model: denseVae(shape, 256, 10),
  optimizer: adam({ rate: 1e-3 }),
  batch: 128,
  epochs: 15,
});

/** 784-200-20: Kuznetsov, "VAE careful walkthrough", schatty/misc, vae.py. */
export const kuznetsov = (shape: Shape): Preset => ({
  model: denseVae(shape, 200, 20),
  optimizer: adam({ rate: 1e-3 }),
  batch: 128,
  epochs: 50,
});

/** 784-256-32, batches of 64: Neafiol/Tinkoff, vae_em.ipynb, its dense form. */
export const tinkoff = (shape: Shape): Preset => ({
  model: denseVae(shape, 256, 32),
  optimizer: adam({ rate: 1e-3 }),
  batch: 64,
  epochs: 10,
});

/** Keras's running mean m = 0.99 m + 0.01 batch, in PyTorch's words; its small number under the root. */
const kerasNorm = batchNorm({ epsilon: 1e-3, momentum: 0.01 });

const dense = (numbers: number, activation: Activation): Definition =>
  sequence(
    ["linear", linear(numbers, { init: "glorot" })],
    ["act", activation],
    ["norm", kerasNorm],
    ["dropout", dropout(0.3)],
  );

/**
 * 784-256-128-2 and back, with batch norm and dropout after each hidden layer: part 3 of "Autoencoders in
 * Keras" on Habr, whose loss is (reconstruction + KL) / 2 / 784.
 *
 * A departure: the running variance is the unbiased one, Keras's the biased: 0.2 % apart at batches of 500.
 */
export const habr = (shape: Shape): Preset => {
  const each = 1 / (2 * size(shape));
  return {
    model: {
      kind: "vae",
      shape,
      encoder: sequence(
        ["flatten", flatten],
        ["first", dense(256, relu)],
        ["second", dense(128, relu)],
        ["heads", gaussianHeads(2, { init: "glorot" })],
      ),
      decoder: sequence(
        ["first", dense(128, leakyRelu(0.3))],
        ["second", dense(256, leakyRelu(0.3))],
        ["out", linear(size(shape), { init: "glorot" })],
        ["picture", reshape(shape)],
      ),
      likelihood: "bce",
      weights: { reconstruction: each, kl: each },
    },
    optimizer: adam({ rate: 1e-4 }),
    batch: 500,
    epochs: 100,
  };
};
