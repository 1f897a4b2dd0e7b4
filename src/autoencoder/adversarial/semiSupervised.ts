/** The adversarial autoencoder with few labels: a label head that must look like labels everywhere. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { size } from "../../core/shape.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { layoutOf } from "../../nn/weights.js";
import type { AlternatingObjective } from "../../train/alternating.js";
import type { ConditionalCoder } from "../conditional/given.js";
import { generatorLoss } from "./discriminate.js";
import { classifies, type Priors, passes, reconstructs, StyleAndLabel, styleNetworks, tells } from "./styleAndLabel.js";

/** Reads a definition from a config or a checkpoint; the priors, functions, are given beside it. */
export const SemiSupervised = t.readonly(
  t.intersection([StyleAndLabel, t.strict({ kind: t.literal("semiSupervisedAae") })]),
);
export type SemiSupervised = t.TypeOf<typeof SemiSupervised>;

/** The losses of the players, each without its weight. */
export type SemiSupervisedTerm =
  | "reconstruction"
  | "styleEncoder"
  | "labelEncoder"
  | "styleDiscriminator"
  | "labelDiscriminator"
  | "classification";

/** A definition made ready: what `fit` plays. Its columns are examples, labelled examples and their labels. */
export interface SemiSupervisedModel extends AlternatingObjective<SemiSupervisedTerm>, ConditionalCoder {
  readonly definition: SemiSupervised;
}

/**
 * The game of a definition, in the order of the moves: autoencoder; encoder, against both discriminators; they, on the
 * codes that it had before it moved; the label head, on the labelled examples.
 *
 * Errors: as `styleNetworks`. Source: Makhzani et al., "Adversarial autoencoders" (2015), section 2.3.
 */
export const semiSupervisedAae = (
  definition: SemiSupervised,
  priors: Priors,
): E.Either<NetworkError, SemiSupervisedModel> => {
  const { shape, classes, likelihood, styleWeight, labelWeight, draws } = definition;
  return F.pipe(
    styleNetworks(definition, priors),
    E.map((networks): SemiSupervisedModel => {
      const { encoder, decoder, styleDiscriminator, labelDiscriminator, style } = networks;
      const against =
        (network: CompiledLayer, weight: number): Parameters<typeof passes>[1][number]["judge"] =>
        (run, code) =>
          generatorLoss(network, run, code, weight);
      return {
        ...layoutOf([encoder, decoder, styleDiscriminator, labelDiscriminator]),
        definition,
        encoder,
        decoder,
        likelihood,
        latent: size(style),
        condition: classes,
        numbers: size(shape),
        shape,
        columns: [shape, shape, [classes]],
        terms: [
          "reconstruction",
          "styleEncoder",
          "labelEncoder",
          "styleDiscriminator",
          "labelDiscriminator",
          "classification",
        ],
        subObjectives: [
          reconstructs(networks, definition),
          passes(networks, [
            { part: "styleEncoder", of: "style", weight: styleWeight, judge: against(styleDiscriminator, styleWeight) },
            { part: "labelEncoder", of: "label", weight: labelWeight, judge: against(labelDiscriminator, labelWeight) },
          ]),
          tells("styleDiscriminator", styleDiscriminator, priors.style, draws, -2),
          tells("labelDiscriminator", labelDiscriminator, priors.label, draws, -1),
          classifies(networks, definition, { x: 1, label: 2 }),
        ],
      };
    }),
  );
};
