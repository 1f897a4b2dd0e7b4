/** The adversarial autoencoder: codes that a discriminator cannot tell from draws of a prior. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count, NonNegative } from "../../core/ranges.js";
import { shapeMismatch, size } from "../../core/shape.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import { type AlternatingObjective, parameterRange } from "../../train/alternating.js";
import { Autoencoder, type AutoencoderModel, autoencoder } from "../autoencoder.js";
import { discriminatorLoss, generatorLoss } from "./discriminate.js";
import { expectPrior, type Prior } from "./prior.js";

/** Reads a definition from a config or a checkpoint; the prior, a function, is given beside it. */
export const Aae = t.readonly(
  t.strict({
    kind: t.literal("aae"),
    autoencoder: Autoencoder,
    /** From a code to the logit of its being a draw of the prior. */
    discriminator: Definition,
    /** What deceiving counts in the encoder's loss. */
    weight: NonNegative,
    /** Draws of the prior an example. */
    draws: Count,
  }),
);
export type Aae = t.TypeOf<typeof Aae>;

/** The losses of the three players, each without its weight: nats an example, a code, and a code or draw. */
export type AaeTerm = "reconstruction" | "encoder" | "discriminator";

/** A definition made ready: what `fit` plays, and what `encode` and `decode` read. */
export interface AaeModel
  extends AlternatingObjective<AaeTerm>,
    Omit<AutoencoderModel, keyof AlternatingObjective | "definition" | "evaluate"> {
  readonly definition: Aae;
  readonly discriminator: CompiledLayer;
}

/** A discriminator placed behind other networks: one logit a code. */
export const oneLogit = (name: string, network: CompiledLayer): E.Either<NetworkError, CompiledLayer> =>
  network.shapes.length === 1 && size(network.shapes[0]!) === 1
    ? E.right(network)
    : E.left(shapeMismatch("a discriminator gives one logit a code", [1], network.shapes[0] ?? [], name));

/**
 * The game of a definition. In a step the autoencoder moves first; then the encoder, away from where the discriminator
 * knows its codes; then the discriminator, on the codes that the encoder had before it moved.
 *
 * Errors: as `autoencoder`; `ShapeMismatch` where the discriminator does not give one number, or the prior's draws are
 * no codes.
 */
export const aae = (definition: Aae, prior: Prior): E.Either<NetworkError, AaeModel> =>
  F.pipe(
    E.Do,
    E.bind("model", () => autoencoder(definition.autoencoder)),
    E.bind("discriminator", ({ model: { encoder, decoder, latent } }) =>
      F.pipe(
        compileAt("discriminator", definition.discriminator, [[latent]], { before: [encoder, decoder] }),
        E.chain((network) => oneLogit("discriminator", network)),
      ),
    ),
    E.chainFirstW(({ model }) => expectPrior(prior, [model.latent], "prior")),
    E.map(({ model, discriminator }): AaeModel => {
      const { definition: _, evaluate, terms: __, ...rest } = model;
      const { encoder, decoder } = model;
      const { weight, draws } = definition;
      return {
        ...rest,
        ...layoutOf([encoder, decoder, discriminator]),
        definition,
        discriminator,
        terms: ["reconstruction", "encoder", "discriminator"],
        subObjectives: [
          {
            name: "autoencoder",
            ...parameterRange([encoder, decoder]),
            evaluate: (evaluation, data) => {
              const { loss, reconstruction } = evaluate(evaluation, data);
              return { losses: { loss, reconstruction }, outputs: [] };
            },
          },
          {
            name: "encoder",
            ...parameterRange([encoder]),
            evaluate: ({ gradients, ...rest }, [x]) => {
              const { kernels, arena } = rest.workspace;
              const run = { ...rest, scratch: arena.alloc(kernels.gemmScratch()) };
              const code = encoder.forward(run, [x!]);
              const { value, dcode } = generatorLoss(discriminator, run, code.y[0]!, weight);
              if (gradients !== null) code.pullback([dcode()], { params: gradients, input: false });
              return { losses: { loss: weight * value, encoder: value }, outputs: code.y };
            },
          },
          {
            name: "discriminator",
            ...parameterRange([discriminator]),
            evaluate: ({ gradients, ...rest }, data) => {
              const { kernels, arena } = rest.workspace;
              const run = { ...rest, scratch: arena.alloc(kernels.gemmScratch()) };
              const contest = { prior, draws, key: rest.key };
              const value = discriminatorLoss(
                discriminator,
                run,
                data.at(-1)!,
                contest,
                gradients,
                parameterRange([discriminator]),
              );
              return { losses: { loss: value, discriminator: value }, outputs: [] };
            },
          },
        ],
      };
    }),
  );
