/**
 * Published convolutional models as data, for pictures of 28 x 28: the autoencoder and the VAE of EduNet's lecture on
 * autoencoders, and the convolutional form of Tinkoff's VAE.
 */
import { type Shape, size } from "../../core/shape.js";
import { type Definition, sequence } from "../../nn/definition.js";
import { leakyRelu, relu } from "../../nn/layers/activation.js";
import { batchNorm } from "../../nn/layers/batchNorm.js";
import { split } from "../../nn/layers/concat.js";
import { conv2d } from "../../nn/layers/conv2d.js";
import { convTranspose2d } from "../../nn/layers/convTranspose2d.js";
import { linear } from "../../nn/layers/linear.js";
import { flatten, reshape } from "../../nn/layers/reshape.js";
import { adam } from "../../optim/definition.js";
import type { Autoencoder } from "../plain/autoencoder.js";
import { gaussianHeads, type Preset, tinkoff } from "./presets.js";

const side = 28;

const normed = (conv: Definition): Definition =>
  sequence(["conv", conv], ["norm", batchNorm()], ["act", leakyRelu(0.01)]);

/** Half the height and width. */
export const down = (channels: number): Definition => normed(conv2d(channels, { kernel: 3, stride: 2, padding: 1 }));

/** Twice the height and width. */
const up = (channels: number): Definition =>
  normed(convTranspose2d(channels, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }));

/**
 * 28 x 28 pixels to `outputs` numbers: 1-32-64-128-256 channels on half the side each, 512 on the last, one linear layer.
 */
export const convEncoder = (outputs: number): Definition =>
  sequence(
    ["pixels", reshape([1, side, side])],
    ["down1", down(32)],
    ["down2", down(64)],
    ["down3", down(128)],
    ["down4", down(256)],
    ["mix", normed(conv2d(512, { kernel: 1 }))],
    ["flatten", flatten],
    ["code", linear(outputs)],
  );

/** A code to 28 x 28 logits: 512-256-128-64-32-32 channels on twice the side each, and a kernel of 7 x 7. */
export const convDecoder = (): Definition =>
  sequence(
    ["code", linear(512)],
    ["pixel", reshape([512, 1, 1])],
    ["up1", up(256)],
    ["up2", up(128)],
    ["up3", up(64)],
    ["up4", up(32)],
    ["up5", up(32)],
    ["out", conv2d(1, { kernel: 7, padding: 1 })],
    ["picture", reshape([side, side])],
  );

/** How both were trained. */
const training = { optimizer: adam({ rate: 1e-4 }), batch: 64, epochs: 5 };

/**
 * The autoencoder of EduNet's lecture: binary cross-entropy, averaged over the pixels.
 *
 * @example
 * convAutoencoder(24).batch // => 64
 */
export const convAutoencoder = (latent: number): Preset<Autoencoder> => ({
  model: {
    kind: "autoencoder",
    shape: [side, side],
    encoder: convEncoder(latent),
    decoder: convDecoder(),
    likelihood: "bce",
    weight: 1 / side ** 2,
    denoising: false,
  },
  ...training,
});

/**
 * The VAE of EduNet's lecture, on the same networks; loss = cross-entropy averaged over the pixels + 0.005 KL.
 *
 * @example
 * edu(2).model.weights.kl // => 0.005
 */
export const edu = (latent: number): Preset => ({
  model: {
    kind: "vae",
    shape: [side, side],
    encoder: sequence(["features", convEncoder(2 * latent)], ["halves", split(2)]),
    decoder: convDecoder(),
    likelihood: "bce",
    weights: { reconstruction: 1 / side ** 2, kl: 0.005 },
  },
  ...training,
});

/**
 * 1-32-64 channels on half the side each, 256, 32 and back: Neafiol/Tinkoff, vae_em.ipynb, in the convolutional form
 * that it leaves open. For pictures whose sides are multiples of 4.
 */
export const tinkoffConv = (shape: Shape): Preset => {
  const [height, width] = shape.slice(-2) as [number, number];
  const features = [64, Math.ceil(height / 4), Math.ceil(width / 4)];
  const halving = { kernel: 3, stride: 2, padding: 1 };
  const preset = tinkoff(shape);
  return {
    ...preset,
    model: {
      ...preset.model,
      encoder: sequence(
        ["pixels", reshape([1, height, width])],
        ["conv1", conv2d(32, halving)],
        ["act1", relu],
        ["conv2", conv2d(64, halving)],
        ["act2", relu],
        ["flatten", flatten],
        ["hidden", linear(256)],
        ["act", relu],
        ["heads", gaussianHeads(32)],
      ),
      decoder: sequence(
        ["hidden", linear(256)],
        ["act", relu],
        ["features", linear(size(features))],
        ["act2", relu],
        ["pixels", reshape(features)],
        ["conv1", convTranspose2d(32, { ...halving, outputPadding: 1 })],
        ["act1", relu],
        ["out", convTranspose2d(1, { ...halving, outputPadding: 1 })],
        ["picture", reshape(shape)],
      ),
    },
  };
};
