/** The conditional autoencoder: both networks are told what is known of an example beside it, its label for one. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count, Positive } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import { compileAt } from "../../nn/compile.js";
import type { NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import type { Objective } from "../../train/objective.js";
import { Likelihood } from "../likelihood.js";
import { oneTensor } from "../plain/autoencoder.js";
import { reconstructionLoss } from "../reconstruction.js";
import type { ConditionalCoder } from "../use.js";
import { fills } from "../variational/vae.js";

/** Reads a definition from a config or a checkpoint. */
export const ConditionalAutoencoder = t.readonly(
  t.strict({
    kind: t.literal("conditionalAutoencoder"),
    /** Of an example. */
    shape: t.readonlyArray(Count),
    /** Numbers of the condition: of a one-hot label, the classes. */
    condition: Count,
    /** From an example and its condition to the code, one tensor. */
    encoder: Definition,
    /** From a code and the condition to the likelihood's y. */
    decoder: Definition,
    likelihood: Likelihood,
    /** What the loss of an example is multiplied by: 1 sums over its numbers, 1 / numbers is their mean. */
    weight: Positive,
  }),
);
export type ConditionalAutoencoder = t.TypeOf<typeof ConditionalAutoencoder>;

/** A definition made ready: what `fit` descends. Its columns are examples and conditions. */
export interface ConditionalAutoencoderModel extends Objective<"reconstruction">, ConditionalCoder {
  readonly definition: ConditionalAutoencoder;
}

/**
 * The model of a definition: its loss is weight * mean over the batch of -log p(x | z, c), z = encoder(x, c).
 *
 * Errors: as `autoencoder`.
 */
export const conditional = (
  definition: ConditionalAutoencoder,
): E.Either<NetworkError, ConditionalAutoencoderModel> => {
  const { shape, condition, likelihood, weight } = definition;
  const numbers = size(shape);
  return F.pipe(
    E.Do,
    E.bind("encoder", () => compileAt("encoder", definition.encoder, [shape, [condition]])),
    E.bind("code", ({ encoder }) => oneTensor("encoder", encoder)),
    E.bind("decoder", ({ encoder, code }) =>
      F.pipe(
        compileAt("decoder", definition.decoder, [code, [condition]], { before: [encoder] }),
        E.chain(fills(shape)),
      ),
    ),
    E.map(
      ({ encoder, code, decoder }): ConditionalAutoencoderModel => ({
        ...layoutOf([encoder, decoder]),
        definition,
        encoder,
        decoder,
        likelihood,
        latent: size(code),
        numbers,
        condition,
        encoderReadsCondition: true,
        shape,
        columns: [shape, [condition]],
        terms: ["reconstruction"],
        evaluate: (evaluation, [x, c]) => {
          const networks = { encoder, decoder, likelihood, weight };
          const { loss, reconstruction } = reconstructionLoss(networks, evaluation, [x!, c!], x!, { condition: [c!] });
          return { loss, reconstruction };
        },
      }),
    ),
  );
};
