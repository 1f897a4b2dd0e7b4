/** The adversarial autoencoder of style and label: the label in its own head, and nothing of it in the style. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { NonNegative } from "../../core/ranges.js";
import { shapeMismatch, size } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { layoutOf } from "../../nn/weights.js";
import { expectDefinition } from "../definitions.js";
import { confusionLoss, styleClassifierObjective } from "./confusion.js";
import { deceiving } from "./semiSupervised.js";
import {
  codingOf,
  networkFields,
  type StyleModel,
  type StyleNetworks,
  type StylePriorOptions,
  styleAndLabelFields,
  styleNetworks,
} from "./styleAndLabel.js";
import {
  classificationObjective,
  discriminatorObjective,
  generatorObjective,
  reconstructionObjective,
} from "./subObjectives.js";

/** Reads a definition from a config or a checkpoint; the priors, which may be functions, are given beside it. */
export const Disentangled = t.readonly(
  t.strict({
    kind: t.literal("disentangledAae"),
    ...styleAndLabelFields,
    /** From a style to the logits of the label that should not be in it. */
    styleClassifier: Definition,
    /** What leaving nothing to the style classifier counts in the encoder's loss. */
    confusionWeight: NonNegative,
  }),
);
export type Disentangled = t.TypeOf<typeof Disentangled>;

/** The losses of the sub-objectives, each without its weight. */
export type DisentangledTerm =
  | "reconstruction"
  | "styleEncoder"
  | "labelEncoder"
  | "confusion"
  | "styleDiscriminator"
  | "labelDiscriminator"
  | "styleClassifier"
  | "classification";

/** A definition made ready: what `train.fit` trains. Its columns are examples and labels. */
export interface DisentangledModel extends StyleModel<DisentangledTerm> {
  readonly definition: Disentangled;
}

/** The style classifier. Its tensors have been called "reader" since the first checkpoints; the name decides how they begin. */
const styleClassifierOf = (
  { classes, styleClassifier }: Disentangled,
  { encoder, decoder, styleDiscriminator, labelDiscriminator, style }: StyleNetworks,
): E.Either<NetworkError, CompiledLayer> =>
  F.pipe(
    compileAt("reader", styleClassifier, [style], {
      before: [encoder, decoder, styleDiscriminator, labelDiscriminator],
    }),
    E.filterOrElse(
      ({ shapes }) => shapes.length === 1 && size(shapes[0]!) === classes,
      ({ shapes }): NetworkError =>
        shapeMismatch("a classifier gives one logit a class", [classes], shapes[0] ?? [], "styleClassifier"),
    ),
  );

/**
 * The model of a definition. Its updates in their order: autoencoder; encoder, against both discriminators and the style
 * classifier; they, on the codes before that update; the label head.
 *
 * Errors: `NotADefinition`; as `styleNetworks`; `ShapeMismatch` where the style classifier does not give one number a
 * class.
 */
export const disentangled = (
  definition: Disentangled,
  options: StylePriorOptions = {},
): E.Either<Failure, DisentangledModel> =>
  F.pipe(
    expectDefinition(Disentangled, definition, networkFields),
    E.chainW(() => styleNetworks(definition, options)),
    E.bindTo("networks"),
    E.bindW("styleClassifier", ({ networks }) => styleClassifierOf(definition, networks)),
    E.map(({ networks, styleClassifier }): DisentangledModel => {
      const { encoder, decoder, styleDiscriminator, labelDiscriminator, style, prior, labelPrior } = networks;
      const { shape, classes, styleWeight, labelWeight, confusionWeight, draws } = definition;
      return {
        ...layoutOf([encoder, decoder, styleDiscriminator, labelDiscriminator, styleClassifier]),
        ...codingOf(networks, definition),
        definition,
        columns: [shape, [classes]],
        terms: [
          "reconstruction",
          "styleEncoder",
          "labelEncoder",
          "confusion",
          "styleDiscriminator",
          "labelDiscriminator",
          "styleClassifier",
          "classification",
        ],
        subObjectives: [
          reconstructionObjective(networks, definition),
          generatorObjective(networks, [
            { term: "styleEncoder", of: "style", weight: styleWeight, lossOf: deceiving(styleDiscriminator) },
            { term: "labelEncoder", of: "label", weight: labelWeight, lossOf: deceiving(labelDiscriminator) },
            {
              term: "confusion",
              of: "style",
              weight: confusionWeight,
              lossOf: (run, code, weight) => confusionLoss(styleClassifier, run, code, weight),
            },
          ]),
          discriminatorObjective("styleDiscriminator", styleDiscriminator, {
            ...{ prior, width: size(style), draws },
            codes: -2,
          }),
          discriminatorObjective("labelDiscriminator", labelDiscriminator, {
            ...{ prior: labelPrior, width: classes, draws },
            codes: -1,
          }),
          styleClassifierObjective(styleClassifier, { label: 1, styles: -2 }),
          classificationObjective(networks, definition, { x: 0, label: 1 }),
        ],
      };
    }),
  );
