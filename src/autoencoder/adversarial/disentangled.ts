/** The adversarial autoencoder of style and label: the label in its own head, and nothing of it in the style. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { NonNegative } from "../../core/ranges.js";
import { shapeMismatch, size } from "../../core/shape.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import type { AlternatingObjective } from "../../train/alternating.js";
import type { ConditionalCoder } from "../conditional/given.js";
import { confusionLoss, reads } from "./confusion.js";
import { generatorLoss } from "./discriminate.js";
import { classifies, type Priors, passes, reconstructs, StyleAndLabel, styleNetworks, tells } from "./styleAndLabel.js";

/** Reads a definition from a config or a checkpoint; the priors, functions, are given beside it. */
export const Disentangled = t.readonly(
  t.intersection([
    StyleAndLabel,
    t.strict({
      kind: t.literal("disentangledAae"),
      /** From a style to the logits of the label that should not be in it. */
      reader: Definition,
      /** What leaving nothing to the reader counts in the encoder's loss. */
      readerWeight: NonNegative,
    }),
  ]),
);
export type Disentangled = t.TypeOf<typeof Disentangled>;

/** The losses of the players, each without its weight. */
export type DisentangledTerm =
  | "reconstruction"
  | "styleEncoder"
  | "labelEncoder"
  | "hiding"
  | "styleDiscriminator"
  | "labelDiscriminator"
  | "reader"
  | "classification";

/** A definition made ready: what `fit` plays. Its columns are examples and labels. */
export interface DisentangledModel extends AlternatingObjective<DisentangledTerm>, ConditionalCoder {
  readonly definition: Disentangled;
}

/**
 * The game of a definition, in the order of the moves: autoencoder; encoder, against both discriminators and the reader;
 * they, on the codes that it had before it moved; the label head.
 *
 * Errors: as `styleNetworks`; `ShapeMismatch` where the reader does not give one number a class.
 */
export const disentangledAae = (
  definition: Disentangled,
  priors: Priors,
): E.Either<NetworkError, DisentangledModel> => {
  const { shape, classes, likelihood, styleWeight, labelWeight, readerWeight, draws } = definition;
  return F.pipe(
    E.Do,
    E.bind("networks", () => styleNetworks(definition, priors)),
    E.bind("reader", ({ networks: { encoder, decoder, styleDiscriminator, labelDiscriminator, style } }) =>
      F.pipe(
        compileAt("reader", definition.reader, [style], {
          before: [encoder, decoder, styleDiscriminator, labelDiscriminator],
        }),
        E.filterOrElse(
          ({ shapes }) => shapes.length === 1 && size(shapes[0]!) === classes,
          ({ shapes }): NetworkError =>
            shapeMismatch("a reader gives one logit a class", [classes], shapes[0] ?? [], "reader"),
        ),
      ),
    ),
    E.map(({ networks, reader }): DisentangledModel => {
      const { encoder, decoder, styleDiscriminator, labelDiscriminator, style } = networks;
      const against =
        (network: CompiledLayer, weight: number): Parameters<typeof passes>[1][number]["judge"] =>
        (run, code) =>
          generatorLoss(network, run, code, weight);
      return {
        ...layoutOf([encoder, decoder, styleDiscriminator, labelDiscriminator, reader]),
        definition,
        encoder,
        decoder,
        likelihood,
        latent: size(style),
        condition: classes,
        numbers: size(shape),
        shape,
        columns: [shape, [classes]],
        terms: [
          "reconstruction",
          "styleEncoder",
          "labelEncoder",
          "hiding",
          "styleDiscriminator",
          "labelDiscriminator",
          "reader",
          "classification",
        ],
        subObjectives: [
          reconstructs(networks, definition),
          passes(networks, [
            { part: "styleEncoder", of: "style", weight: styleWeight, judge: against(styleDiscriminator, styleWeight) },
            { part: "labelEncoder", of: "label", weight: labelWeight, judge: against(labelDiscriminator, labelWeight) },
            {
              part: "hiding",
              of: "style",
              weight: readerWeight,
              judge: (run, code) => confusionLoss(reader, run, code, readerWeight),
            },
          ]),
          tells("styleDiscriminator", styleDiscriminator, priors.style, draws, -2),
          tells("labelDiscriminator", labelDiscriminator, priors.label, draws, -1),
          reads(reader, 1, -2),
          classifies(networks, definition, { x: 0, label: 1 }),
        ],
      };
    }),
  );
};
