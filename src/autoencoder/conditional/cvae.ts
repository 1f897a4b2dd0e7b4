/** The conditional variational autoencoder: one normal of codes for every label, which the decoder is told. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count, NonNegative } from "../../core/ranges.js";
import { type Shape, size } from "../../core/shape.js";
import { compileAt } from "../../nn/compile.js";
import type { NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import type { Objective } from "../../train/objective.js";
import { Likelihood } from "../likelihood.js";
import { type ElboNetworks, type ElboTerm, negativeElbo } from "../variational/elbo.js";
import { fills, noiseOf, twoCodes } from "../variational/vae.js";

/** Reads a definition from a config or a checkpoint. */
export const Cvae = t.readonly(
  t.strict({
    kind: t.literal("cvae"),
    /** Of an example. */
    shape: t.readonlyArray(Count),
    /** Numbers of the condition: of a one-hot label, the classes. */
    condition: Count,
    /** From an example to mu and logvar, both of one shape. */
    encoder: Definition,
    /** From z and the condition to the likelihood's y: as many numbers as an example has. */
    decoder: Definition,
    likelihood: Likelihood,
    /** loss = reconstruction * its weight + kl * its weight, both in nats an example. */
    weights: t.readonly(t.strict({ reconstruction: NonNegative, kl: NonNegative })),
  }),
);
export type Cvae = t.TypeOf<typeof Cvae>;

/** A definition made ready: what `fit` descends. Its columns are examples and conditions. */
export interface CvaeModel extends Objective<ElboTerm>, ElboNetworks {
  readonly definition: Cvae;
  /** Of an example. */
  readonly shape: Shape;
  /** Numbers of a condition, which the decoder alone reads. */
  readonly condition: number;
  readonly encoderReadsCondition: false;
}

/**
 * The model of a definition: it bounds log p(x | c) with q(z | x), which the decoder's c makes free of c.
 *
 * Errors: as `vae`. Source: Sohn, Lee and Yan, "Learning structured output representation using deep conditional
 * generative models" (2015), with a prior of z that does not hang on c.
 */
export const compile = (definition: Cvae): E.Either<NetworkError, CvaeModel> => {
  const { shape, condition, likelihood, weights } = definition;
  return F.pipe(
    E.Do,
    E.bind("encoder", () => compileAt("encoder", definition.encoder, [shape])),
    E.bind("code", ({ encoder }) => twoCodes(encoder)),
    E.bind("decoder", ({ encoder, code }) =>
      F.pipe(
        compileAt("decoder", definition.decoder, [code, [condition]], { before: [encoder] }),
        E.chain(fills(shape)),
      ),
    ),
    E.map(({ encoder, code, decoder }): CvaeModel => {
      const networks = { encoder, decoder, latent: size(code), numbers: size(shape), likelihood, weights };
      return {
        ...layoutOf([encoder, decoder]),
        ...networks,
        definition,
        shape,
        condition,
        encoderReadsCondition: false,
        columns: [shape, [condition]],
        terms: ["reconstruction", "kl"],
        evaluate: (evaluation, [x, c]) =>
          negativeElbo(networks, evaluation, x!, noiseOf(evaluation, networks.latent), [c!]),
      };
    }),
  );
};
