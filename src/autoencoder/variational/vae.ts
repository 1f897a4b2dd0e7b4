/** The variational autoencoder: a definition as data, and the model it is compiled to, which training descends. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { named } from "../../core/key.js";
import { Count, NonNegative } from "../../core/ranges.js";
import { type Shape, sameShape, shapeMismatch, showShape, size } from "../../core/shape.js";
import { badData } from "../../failure.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import type { Evaluation, Objective } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import { Likelihood } from "../likelihood.js";
import { type ElboNetworks, type ElboTerm, negativeElbo } from "./elbo.js";

/** Reads a definition from a config or a checkpoint. */
export const Vae = t.readonly(
  t.strict({
    kind: t.literal("vae"),
    /** Of an example. */
    shape: t.readonlyArray(Count),
    /** From an example to mu and logvar, both of one shape. */
    encoder: Definition,
    /** From z to the likelihood's y: as many numbers as an example has. */
    decoder: Definition,
    likelihood: Likelihood,
    /** loss = reconstruction * its weight + kl * its weight, both in nats an example. */
    weights: t.readonly(t.strict({ reconstruction: NonNegative, kl: NonNegative })),
  }),
);
export type Vae = t.TypeOf<typeof Vae>;

/** A definition made ready: what `fit` descends, and what `encode`, `decode`, `sample` and their like read. */
export interface VaeModel extends Objective<ElboTerm>, ElboNetworks {
  readonly definition: Vae;
  /** Of an example. */
  readonly shape: Shape;
}

/** The shape of mu and logvar, which an encoder of a normal gives. */
export const twoCodes = ({ shapes }: CompiledLayer): E.Either<NetworkError, Shape> => {
  const [mu, logvar] = shapes;
  return shapes.length === 2 && mu && logvar && sameShape(mu, logvar)
    ? E.right(mu)
    : E.left(
        badData("ShapeMismatch", "an encoder of a normal", {
          where: "encoder",
          expected: "mu and logvar of one shape",
          got: shapes.map(showShape).join(" and ") || "nothing",
          hint: "end it in parallel(mu, logvar), or in split(2) of an even number",
        }),
      );
};

/** A decoder that gives as many numbers as an example of a shape has. */
export const fills =
  (shape: Shape) =>
  (decoder: CompiledLayer): E.Either<NetworkError, CompiledLayer> => {
    const [y] = decoder.shapes;
    return decoder.shapes.length === 1 && y && size(y) === size(shape)
      ? E.right(decoder)
      : E.left(shapeMismatch("a decoder gives other numbers than an example has", shape, y ?? [], "decoder"));
  };

/** What z is drawn with: batch x latent numbers of N(0, 1). */
export const noiseOf = ({ workspace: { kernels, arena }, key, batch }: Evaluation, latent: number): Pointer => {
  const { k0, k1 } = named(key, "z");
  const noise = arena.alloc32(batch * latent);
  kernels.normal32(noise, batch * latent, k0, k1, 0);
  return noise;
};

/**
 * The model of a definition.
 *
 * Errors: as the `compile` of networks; `ShapeMismatch` where the encoder does not give mu and logvar, or the decoder
 * not as many numbers as an example has.
 *
 * @example
 * import { presets, vae } from "elbo-ts";
 * const model = vae.compile(presets.cs236781([28, 28]).model);
 * E.map(({ latent, numbers }) => [latent, numbers])(model) // => E.right([10, 784])
 */
export const compile = (definition: Vae): E.Either<NetworkError, VaeModel> => {
  const { shape, likelihood, weights } = definition;
  return F.pipe(
    E.Do,
    E.bind("encoder", () => compileAt("encoder", definition.encoder, [shape])),
    E.bind("code", ({ encoder }) => twoCodes(encoder)),
    E.bind("decoder", ({ encoder, code }) =>
      F.pipe(compileAt("decoder", definition.decoder, [code], { before: [encoder] }), E.chain(fills(shape))),
    ),
    E.map(({ encoder, code, decoder }) => {
      const networks = { encoder, decoder, latent: size(code), numbers: size(shape), likelihood, weights };
      return {
        ...layoutOf([encoder, decoder]),
        ...networks,
        definition,
        shape,
        columns: [shape],
        terms: ["reconstruction", "kl"],
        evaluate: (evaluation, [x]) => negativeElbo(networks, evaluation, x!, noiseOf(evaluation, networks.latent)),
      } satisfies VaeModel;
    }),
  );
};
