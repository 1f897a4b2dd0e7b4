import fc from "fast-check";
import { either as E } from "fp-ts";
import { compile as classifier } from "../../src/autoencoder/classifier.js";
import { conditional as conditionalAutoencoder } from "../../src/autoencoder/conditional/conditionalAutoencoder.js";
import { compile as cvae } from "../../src/autoencoder/conditional/cvae.js";
import { type Autoencoder, compile as autoencoder } from "../../src/autoencoder/plain/autoencoder.js";
import { klSparsity, l1Sparsity, type Sparsity } from "../../src/autoencoder/plain/sparsity.js";
import { gaussianHeads } from "../../src/autoencoder/presets/presets.js";
import { compile as vae } from "../../src/autoencoder/variational/vae.js";
import { describe, type Failure } from "../../src/failure.js";
import { type Definition, sequence } from "../../src/nn/definition.js";
import { leakyRelu, softplus, tanh } from "../../src/nn/layers/activation.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { concat } from "../../src/nn/layers/concat.js";
import { conv2d } from "../../src/nn/layers/conv2d.js";
import { convTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import { dropout } from "../../src/nn/layers/dropout.js";
import { linear } from "../../src/nn/layers/linear.js";
import { flatten, reshape } from "../../src/nn/layers/reshape.js";
import type { Examples } from "../../src/train/data.js";
import type { Objective } from "../../src/train/objective.js";
import { between, drawn } from "./data.js";

export const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** What a small model is made of. */
export interface Plan {
  readonly height: number;
  readonly width: number;
  readonly hidden: number;
  readonly latent: number;
  readonly likelihood: "bce" | "mse" | "l1";
  readonly kl: number;
}

export const plans: fc.Arbitrary<Plan> = fc.record({
  height: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 5 }),
  hidden: fc.integer({ min: 1, max: 9 }),
  latent: fc.integer({ min: 1, max: 5 }),
  likelihood: fc.constantFrom("bce", "mse", "l1"),
  kl: fc.constantFrom(0, 0.5, 1),
});

/** Both kinds of noise and of state that a layer may have: the order of batches and of draws matters. */
const noisy = (hidden: number): Definition =>
  sequence(["linear", linear(hidden)], ["act", leakyRelu(0.1)], ["norm", batchNorm()], ["dropout", dropout(0.3)]);

const smooth = (hidden: number): Definition => sequence(["linear", linear(hidden)], ["act", tanh]);

/** Objectives by name, of which each law holds. */
export const objectives: Readonly<Record<string, (plan: Plan, hidden?: (n: number) => Definition) => Objective>> = {
  vae: ({ height, width, hidden, latent, likelihood, kl }, layer = smooth) =>
    right(
      vae({
        kind: "vae",
        shape: [height, width],
        encoder: sequence(["flatten", flatten], ["hidden", layer(hidden)], ["heads", gaussianHeads(latent)]),
        decoder: sequence(["hidden", layer(hidden)], ["out", linear(height * width)]),
        likelihood,
        weights: { reconstruction: 1, kl },
      }),
    ),
  "convolutional vae": ({ height, width, hidden, latent, likelihood, kl }) =>
    right(
      vae({
        kind: "vae",
        shape: [2, height, width],
        encoder: sequence(
          ["conv", conv2d(hidden, { kernel: 3, stride: 2, padding: 1 })],
          ["act", tanh],
          ["flatten", flatten],
          ["heads", gaussianHeads(latent)],
        ),
        decoder: sequence(
          ["hidden", linear(3 * height * width)],
          ["pixels", reshape([3, height, width])],
          ["out", convTranspose2d(2, { kernel: 3, padding: 1 })],
        ),
        likelihood,
        weights: { reconstruction: 1, kl },
      }),
    ),
  autoencoder: (plan, layer) => right(autoencoder(plain(plan, false, layer))),
  "denoising autoencoder": (plan, layer) => right(autoencoder(plain(plan, true, layer))),
  "conditional autoencoder": ({ height, width, hidden, latent, likelihood }, layer = smooth) =>
    right(
      conditionalAutoencoder({
        kind: "conditionalAutoencoder",
        shape: [height * width],
        condition: 3,
        encoder: sequence(["join", concat], ["hidden", layer(hidden)], ["code", linear(latent)]),
        decoder: sequence(["join", concat], ["hidden", layer(hidden)], ["out", linear(height * width)], ["act", tanh]),
        likelihood,
        weight: 1 / (height * width),
      }),
    ),
  cvae: ({ height, width, hidden, latent, likelihood, kl }, layer = smooth) =>
    right(
      cvae({
        kind: "cvae",
        shape: [height, width],
        condition: 3,
        encoder: sequence(["flatten", flatten], ["hidden", layer(hidden)], ["heads", gaussianHeads(latent)]),
        decoder: sequence(["join", concat], ["hidden", layer(hidden)], ["out", linear(height * width)]),
        likelihood,
        weights: { reconstruction: 1, kl },
      }),
    ),
  classifier: ({ height, width, hidden }, layer = smooth) =>
    right(
      classifier({
        kind: "classifier",
        shape: [height, width],
        classes: 3,
        network: sequence(["flatten", flatten], ["hidden", layer(hidden)], ["out", linear(3)]),
      }),
    ),
  "autoencoder of noisy examples": (plan, layer) => right(autoencoder({ ...plain(plan, false, layer), noise: 0.3 })),
  "autoencoder with an L1 penalty": (plan, layer) =>
    right(autoencoder(sparse(plan, l1Sparsity({ weight: 0.7 }), layer))),
  "autoencoder with a target for each example": (plan, layer) =>
    right(autoencoder(sparse(plan, klSparsity({ target: 0.3, weight: 2 }), layer))),
  "autoencoder with a target for each unit": (plan, layer) =>
    right(autoencoder(sparse(plan, klSparsity({ target: 0.1, weight: 0.5, average: "examples" }), layer))),
};

const plain = (
  { height, width, hidden, latent, likelihood }: Plan,
  denoising: boolean,
  layer: (n: number) => Definition = smooth,
) => ({
  kind: "autoencoder" as const,
  shape: [height, width],
  encoder: sequence(["flatten", flatten], ["hidden", layer(hidden)], ["code", linear(latent)]),
  decoder: sequence(["hidden", layer(hidden)], ["out", linear(height * width)], ["act", tanh]),
  likelihood,
  weight: 1 / (height * width),
  denoising,
});

/** Codes above 0, where the activity of a unit has no kink. */
const sparse = (plan: Plan, sparsity: Sparsity, layer?: (n: number) => Definition): Autoencoder => {
  const definition = plain(plan, false, layer);
  return { ...definition, encoder: sequence(["all", definition.encoder], ["act", softplus]), sparsity };
};

/** A model with batch norm and dropout in it. */
export const noisyVae = (plan: Plan): Objective => objectives["vae"]!(plan, noisy);

/** Examples in [0, 1] for the columns of an objective: bytes in the first, floats in the others. */
export const examplesFor = ({ columns }: Pick<Objective, "columns">, count: number, seed: number): Examples => ({
  count,
  columns: columns.map((shape, k) => {
    const values = drawn(seed + k, count * shape.reduce((a, b) => a * b, 1), between(0, 1));
    return k === 0
      ? { shape, bytes: Uint8Array.from(values, (x) => Math.floor(256 * x)), divisor: 255 }
      : { shape, floats: Float32Array.from(values) };
  }),
});
