/** The adversarial autoencoder: codes that a discriminator cannot tell from draws of a prior. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { checked, expectOptions } from "../../core/checks.js";
import { Count, NonNegative } from "../../core/ranges.js";
import type { Failure } from "../../failure.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import { type AlternatingObjective, parameterRange, type SubObjective } from "../../train/alternating.js";
import { passContext } from "../../train/objective.js";
import { expectDefinition } from "../definitions.js";
import { Autoencoder, type AutoencoderModel, compile as compileAutoencoder } from "../plain/autoencoder.js";
import { generatorLoss, oneLogit } from "./discriminator.js";
import { expectPrior, normalPrior, type Prior } from "./prior.js";
import { discriminatorObjective } from "./subObjectives.js";

/** Reads a definition from a config or a checkpoint; the prior, which may be a function, is given beside it. */
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

/** The losses of the three sub-objectives, each without its weight: nats an example, a code, and a code or draw. */
export type AaeTerm = "reconstruction" | "encoder" | "discriminator";

/** A definition made ready: what `train.fit` trains, and what `encode` and `decode` read. */
export interface AaeModel
  extends AlternatingObjective<AaeTerm>,
    Omit<AutoencoderModel, keyof AlternatingObjective | "definition" | "evaluate"> {
  readonly definition: Aae;
  readonly discriminator: CompiledLayer;
  /** Of the codes. */
  readonly prior: Prior;
}

/** Beside the definition of a model. */
export interface PriorOptions {
  /** What codes should look like; N(0, I) if absent. */
  readonly prior?: Prior | undefined;
}

/** Lowers the loss of the autoencoder itself. */
const reconstruction = ({ encoder, decoder, evaluate }: AutoencoderModel): SubObjective<AaeTerm> => ({
  name: "autoencoder",
  ...parameterRange([encoder, decoder]),
  evaluate: (evaluation, data) => {
    const { loss, reconstruction } = evaluate(evaluation, data);
    return { losses: { loss, reconstruction }, outputs: [] };
  },
});

/** Makes codes that the discriminator takes for draws. */
const generator = (encoder: CompiledLayer, discriminator: CompiledLayer, weight: number): SubObjective<AaeTerm> => ({
  name: "encoder",
  ...parameterRange([encoder]),
  evaluate: (evaluation, [x]) => {
    const run = passContext(evaluation);
    const code = encoder.forward(run, [x!]);
    const { value, dcode } = generatorLoss(discriminator, run, code.y[0]!, weight);
    if (evaluation.gradients !== null) code.pullback([dcode()], { params: evaluation.gradients, input: false });
    return { losses: { loss: weight * value, encoder: value }, outputs: code.y };
  },
});

/**
 * The model of a definition. In a step the autoencoder is updated first; then the encoder, away from where the
 * discriminator knows its codes; then the discriminator, on the codes that the encoder gave before its update.
 *
 * Errors: `NotADefinition`, `BadOption`; as `compileAt` of the networks; `ShapeMismatch` where the discriminator does
 * not give one number, or the prior's draws are no codes. Source: Makhzani et al., "Adversarial autoencoders" (2015).
 *
 * @example
 * const to = (outputs: number) => nn.sequence(["flatten", nn.flatten], ["out", nn.linear(outputs)]);
 * const networks = { shape: [2, 2], encoder: to(3), decoder: to(4) };
 * const autoencoder = { kind: "autoencoder", ...networks, likelihood: "bce", weight: 1, denoising: false };
 * const definition = { kind: "aae", autoencoder, discriminator: to(1), weight: 0.1, draws: 1 };
 * const model = orThrow(aae.compile(definition, { prior: aae.cubePrior(2.5, 3) }));
 * const { weights } = orThrow(train.begin(runtime, key(1), model, { optimizer: optim.sgd({ rate: 0.1 }) }));
 * const x = orThrow(aae.sample(runtime, key(2), model, weights, { count: 5 }));
 * x.shape // => [5, 2, 2]
 * orThrow(aae.encode(runtime, model, weights, x)).shape // => [5, 3]
 */
export const compile = (definition: Aae, options: PriorOptions = {}): E.Either<Failure, AaeModel> =>
  F.pipe(
    checked(options, expectOptions(options, ["prior"])),
    E.chainW(() => expectDefinition(Aae, definition, ["encoder", "decoder", "discriminator"])),
    E.chainW(() => compileAutoencoder(definition.autoencoder)),
    E.bindTo("model"),
    E.bindW("discriminator", ({ model: { encoder, decoder, latent } }) =>
      F.pipe(
        compileAt("discriminator", definition.discriminator, [[latent]], { before: [encoder, decoder] }),
        E.chain((network) => oneLogit("discriminator", network)),
      ),
    ),
    E.bindW("prior", ({ model }) => expectPrior("prior", options.prior ?? normalPrior, model.latent)),
    E.map(({ model, discriminator, prior }): AaeModel => {
      const { definition: _, evaluate: __, terms: ___, ...rest } = model;
      const { encoder, decoder, latent: width } = model;
      const { weight, draws } = definition;
      return {
        ...rest,
        ...layoutOf([encoder, decoder, discriminator]),
        definition,
        discriminator,
        prior,
        terms: ["reconstruction", "encoder", "discriminator"],
        subObjectives: [
          reconstruction(model),
          generator(encoder, discriminator, weight),
          discriminatorObjective("discriminator", discriminator, {
            prior,
            width,
            draws,
            codes: -1,
            keyOf: (key) => key,
          }),
        ],
      };
    }),
  );
