/**
 * Codes of two parts, a style z and a label y = softmax(logits): the definition and the networks that
 * `semiSupervised.ts` and `disentangled.ts` share.
 */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { checked, expectOptions } from "../../core/checks.js";
import { Count, NonNegative, Positive } from "../../core/ranges.js";
import { type Shape, shapeMismatch, size } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import type { AlternatingObjective } from "../../train/alternating.js";
import { Likelihood } from "../likelihood.js";
import type { ConditionalCoder } from "../use.js";
import { fills } from "../variational/vae.js";
import { oneLogit } from "./discriminator.js";
import { categoricalPrior, expectPrior, normalPrior, type Prior } from "./prior.js";

/** The fields of both definitions. */
export const styleAndLabelFields = {
  /** Of an example. */
  shape: t.readonlyArray(Count),
  classes: Count,
  /** From an example to its style, and to the logits of its label. */
  encoder: Definition,
  /** From style and label to the likelihood's y. */
  decoder: Definition,
  likelihood: Likelihood,
  /** What the loss of an example is multiplied by: 1 sums over its numbers, 1 / numbers is their mean. */
  weight: Positive,
  /** From a style, and from a label, to the logit of its being a draw of the prior. */
  styleDiscriminator: Definition,
  labelDiscriminator: Definition,
  /** What deceiving each of them counts in the encoder's loss. */
  styleWeight: NonNegative,
  labelWeight: NonNegative,
  /** Draws of each prior an example. */
  draws: Count,
};

/** What both definitions are made of. */
export const StyleAndLabel = t.strict(styleAndLabelFields);
export type StyleAndLabel = t.TypeOf<typeof StyleAndLabel>;

/** The fields that hold networks. */
export const networkFields = ["encoder", "decoder", "styleDiscriminator", "labelDiscriminator", "styleClassifier"];

/** Beside the definition of a model. */
export interface StylePriorOptions {
  /** What styles should look like; N(0, I) if absent. */
  readonly prior?: Prior | undefined;
  /** What labels should look like; all classes alike if absent. */
  readonly labelPrior?: Prior | undefined;
}

/** A model of style and label: its latent numbers are the style's, its condition is the label. */
export interface StyleModel<Term extends string = string> extends AlternatingObjective<Term>, ConditionalCoder {
  /** Of the styles. */
  readonly prior: Prior;
  readonly labelPrior: Prior;
}

/** The networks of a model, each behind the others in one block, and the priors of both parts of a code. */
export interface StyleNetworks {
  readonly encoder: CompiledLayer;
  readonly decoder: CompiledLayer;
  readonly styleDiscriminator: CompiledLayer;
  readonly labelDiscriminator: CompiledLayer;
  /** Of a style. */
  readonly style: Shape;
  readonly prior: Prior;
  readonly labelPrior: Prior;
}

const twoParts =
  (classes: number) =>
  ({ shapes }: CompiledLayer): E.Either<NetworkError, Shape> => {
    const [style, logits] = shapes;
    return shapes.length === 2 && style && logits && size(logits) === classes
      ? E.right(style)
      : E.left(shapeMismatch("an encoder gives a style and the logits of a label", [classes], logits ?? [], "encoder"));
  };

/**
 * The networks of a definition, compiled.
 *
 * Errors: `BadOption`; as `compileAt`; `ShapeMismatch` where one does not give what the next one reads, or a prior's
 * draws are no codes.
 */
export const styleNetworks = (
  definition: StyleAndLabel,
  options: StylePriorOptions,
): E.Either<Failure, StyleNetworks> => {
  const { shape, classes } = definition;
  const discriminator = (
    name: "styleDiscriminator" | "labelDiscriminator",
    code: Shape,
    before: readonly CompiledLayer[],
  ): E.Either<NetworkError, CompiledLayer> =>
    F.pipe(
      compileAt(name, definition[name], [code], { before }),
      E.chain((network) => oneLogit(name, network)),
    );
  return F.pipe(
    checked(options, expectOptions(options, ["prior", "labelPrior"])),
    E.chainW(() => E.Do),
    E.bindW("encoder", () => compileAt("encoder", definition.encoder, [shape])),
    E.bindW("style", ({ encoder }) => twoParts(classes)(encoder)),
    E.bindW("decoder", ({ encoder, style }) =>
      F.pipe(
        compileAt("decoder", definition.decoder, [style, [classes]], { before: [encoder] }),
        E.chain(fills(shape)),
      ),
    ),
    E.bindW("styleDiscriminator", ({ encoder, decoder, style }) =>
      discriminator("styleDiscriminator", style, [encoder, decoder]),
    ),
    E.bindW("labelDiscriminator", ({ encoder, decoder, styleDiscriminator }) =>
      discriminator("labelDiscriminator", [classes], [encoder, decoder, styleDiscriminator]),
    ),
    E.bindW("prior", ({ style }) => expectPrior("prior", options.prior ?? normalPrior, size(style))),
    E.bindW("labelPrior", () => expectPrior("labelPrior", options.labelPrior ?? categoricalPrior, classes)),
  );
};

/** What a model of these networks has beside its sub-objectives. */
export const codingOf = (
  { encoder, decoder, style, prior, labelPrior }: StyleNetworks,
  { likelihood, classes, shape }: StyleAndLabel,
) => ({
  encoder,
  decoder,
  likelihood,
  latent: size(style),
  condition: classes,
  encoderReadsCondition: false,
  numbers: size(shape),
  shape,
  prior,
  labelPrior,
});
