/** The autoencoder: a definition as data, and the model it is compiled to, which training descends. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count, Positive } from "../core/ranges.js";
import { type Shape, shapeMismatch, showShape, size } from "../core/shape.js";
import { badData } from "../failure.js";
import { Definition } from "../nn/definition.js";
import type { Misfit, Resident } from "../nn/resident.js";
import { Likelihood } from "./likelihood.js";
import type { Objective } from "./objective.js";
import { learnt, placed } from "./parts.js";
import { reconstructionLoss } from "./reconstruction.js";

/** Reads a definition from a config or a checkpoint. */
export const Autoencoder = t.readonly(
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
);
export type Autoencoder = t.TypeOf<typeof Autoencoder>;

/** A definition made ready: what `fit` descends, and what `encode`, `decode` and `reconstruct` read. */
export interface AutoencoderModel extends Objective<"reconstruction"> {
  readonly definition: Autoencoder;
  readonly encoder: Resident;
  readonly decoder: Resident;
  readonly likelihood: Likelihood;
  /** Numbers of a code and of an example. */
  readonly latent: number;
  readonly numbers: number;
  /** Of an example. */
  readonly shape: Shape;
}

/** The one tensor that a network gives. */
export const oneTensor = (where: string, { shapes }: Resident): E.Either<Misfit, Shape> => {
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
 * The model of a definition: its loss is weight * mean over the batch of -log p(x | z), z = encoder(x).
 *
 * Errors: as the `compile` of networks; `ShapeMismatch` where the code is not one tensor, or the decoder does not give
 * as many numbers as an example has.
 */
export const autoencoder = (definition: Autoencoder): E.Either<Misfit, AutoencoderModel> => {
  const { shape, likelihood, weight, denoising } = definition;
  const numbers = size(shape);
  return F.pipe(
    E.Do,
    E.bind("encoder", () => placed("encoder", definition.encoder, [shape])),
    E.bind("code", ({ encoder }) => oneTensor("encoder", encoder)),
    E.bind("decoder", ({ encoder, code }) => placed("decoder", definition.decoder, [code], [encoder])),
    E.bind("picture", ({ decoder }) => oneTensor("decoder", decoder)),
    E.filterOrElse(
      ({ picture }) => size(picture) === numbers,
      ({ picture }): Misfit =>
        shapeMismatch("a decoder gives other numbers than an example has", shape, picture, "decoder"),
    ),
    E.map(
      ({ encoder, code, decoder }): AutoencoderModel => ({
        ...learnt([encoder, decoder]),
        definition,
        encoder,
        decoder,
        likelihood,
        latent: size(code),
        numbers,
        shape,
        columns: denoising ? [shape, shape] : [shape],
        parts: ["reconstruction"],
        evaluate: (evaluation, [x, clean]) =>
          reconstructionLoss({ encoder, decoder, likelihood, numbers, weight }, evaluation, [x!], clean ?? x!),
      }),
    ),
  );
};
