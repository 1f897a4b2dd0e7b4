/** The autoencoder: a definition as data, and the model it is compiled to, which training descends. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { named } from "../../core/key.js";
import { Count, Positive } from "../../core/ranges.js";
import { type Shape, shapeMismatch, showShape, size } from "../../core/shape.js";
import { badData } from "../../failure.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { activity } from "../../nn/layers/activity.js";
import { layoutOf } from "../../nn/weights.js";
import type { Objective } from "../../train/objective.js";
import { Likelihood } from "../likelihood.js";
import { reconstructionLoss } from "../reconstruction.js";
import type { Coder } from "../use.js";
import { noisyBeside } from "./noise.js";
import { penalise, Sparsity } from "./sparsity.js";

/** Reads a definition from a config or a checkpoint. */
export const Autoencoder = t.intersection([
  t.readonly(
    t.strict({
      kind: t.literal("autoencoder"),
      /** Of an example. */
      shape: t.readonlyArray(Count),
      /** From an example to its code, one tensor. */
      encoder: Definition,
      /** From a code to the likelihood's y: as many numbers as an example has. */
      decoder: Definition,
      likelihood: Likelihood,
      /** What the loss of an example is multiplied by: 1 sums over its numbers, 1 / numbers is their mean. */
      weight: Positive,
      /** Whether an example has a second column, what the first is to be made of: noisy and clean. */
      denoising: t.boolean,
    }),
  ),
  t.exact(
    t.readonly(
      t.partial({
        /** Standard deviation of the noise that is added to what the encoder reads, drawn anew at each evaluation. */
        noise: Positive,
        /** What keeps the code sparse. */
        sparsity: Sparsity,
      }),
    ),
  ),
]);
export type Autoencoder = t.TypeOf<typeof Autoencoder>;

/** Nats an example without their normalisation; the penalty of the code without its weight, 0 where there is none. */
export type AutoencoderTerm = "reconstruction" | "sparsity";

/** A definition made ready: what `fit` descends, and what `encode`, `decode` and `reconstruct` read. */
export interface AutoencoderModel extends Objective<AutoencoderTerm>, Coder {
  readonly definition: Autoencoder;
}

/** The one tensor that a network gives. */
export const oneTensor = (where: string, { shapes }: CompiledLayer): E.Either<NetworkError, Shape> => {
  const [shape] = shapes;
  return shapes.length === 1 && shape
    ? E.right(shape)
    : E.left(
        badData("ShapeMismatch", `the ${where} of an autoencoder`, {
          where,
          expected: "one tensor",
          got: shapes.map(showShape).join(" and ") || "nothing",
        }),
      );
};

/**
 * The model of a definition. Its loss is weight * reconstruction + sparsity.weight * sparsity, where reconstruction is
 * the mean over the batch of -log p(x | z), z = encoder(x), or encoder(x + noise), and sparsity the penalty of z.
 *
 * Errors: as the `compile` of networks; `ShapeMismatch` where the code is not one tensor, or the decoder does not give
 * as many numbers as an example has.
 */
export const compile = (definition: Autoencoder): E.Either<NetworkError, AutoencoderModel> => {
  const { shape, likelihood, weight, denoising, noise, sparsity } = definition;
  const numbers = size(shape);
  return F.pipe(
    E.Do,
    E.bind("encoder", () => compileAt("encoder", definition.encoder, [shape])),
    E.bind("code", ({ encoder }) => oneTensor("encoder", encoder)),
    E.bind("active", ({ code }) => compileAt("activity", activity, [code])),
    E.bind("decoder", ({ encoder, code }) => compileAt("decoder", definition.decoder, [code], { before: [encoder] })),
    E.bind("picture", ({ decoder }) => oneTensor("decoder", decoder)),
    E.filterOrElse(
      ({ picture }) => size(picture) === numbers,
      ({ picture }): NetworkError =>
        shapeMismatch("a decoder gives other numbers than an example has", shape, picture, "decoder"),
    ),
    E.map(
      ({ encoder, code, active, decoder }): AutoencoderModel => ({
        ...layoutOf([encoder, decoder]),
        definition,
        encoder,
        decoder,
        likelihood,
        latent: size(code),
        numbers,
        shape,
        columns: denoising ? [shape, shape] : [shape],
        terms: ["reconstruction", "sparsity"],
        evaluate: (evaluation, [x, clean]) => {
          const { key, batch } = evaluation;
          const seen =
            noise === undefined ? x! : noisyBeside(evaluation, named(key, "noise"), x!, batch * numbers, noise);
          const { penalty, ...losses } = reconstructionLoss(
            { encoder, decoder, likelihood, weight },
            evaluation,
            [seen],
            clean ?? x!,
            { penalise: sparsity && ((run, z) => penalise(run, active, sparsity, z)) },
          );
          return { ...losses, loss: losses.loss + (sparsity?.weight ?? 0) * penalty, sparsity: penalty };
        },
      }),
    ),
  );
};
