/** The adversarial autoencoder with few labels: a label head whose outputs must look like labels everywhere. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { size } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import type { CompiledLayer, PassContext } from "../../nn/compiledLayer.js";
import { layoutOf } from "../../nn/weights.js";
import type { Pointer } from "../../wasm/arena.js";
import { expectDefinition } from "../definitions.js";
import { type CodeLoss, generatorLoss } from "./discriminator.js";
import {
  codingOf,
  networkFields,
  type StyleModel,
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
export const SemiSupervised = t.readonly(t.strict({ kind: t.literal("semiSupervisedAae"), ...styleAndLabelFields }));
export type SemiSupervised = t.TypeOf<typeof SemiSupervised>;

/** The losses of the sub-objectives, each without its weight. */
export type SemiSupervisedTerm =
  | "reconstruction"
  | "styleEncoder"
  | "labelEncoder"
  | "styleDiscriminator"
  | "labelDiscriminator"
  | "classification";

/** A definition made ready: what `train.fit` trains. Its columns are examples, labelled examples and their labels. */
export interface SemiSupervisedModel extends StyleModel<SemiSupervisedTerm> {
  readonly definition: SemiSupervised;
}

/** The loss of codes that a discriminator should take for draws. */
export const deceiving =
  (discriminator: CompiledLayer) =>
  (run: PassContext, code: Pointer, weight: number): CodeLoss =>
    generatorLoss(discriminator, run, code, weight);

/**
 * The model of a definition. Its updates in their order: autoencoder; encoder, against both discriminators; they, on the
 * codes before that update; the label head, on the labelled examples.
 *
 * Errors: `NotADefinition`; as `styleNetworks`. Source: Makhzani et al., "Adversarial autoencoders" (2015), section 2.3.
 *
 * @example
 * const heads = nn.parallel(["style", nn.linear(3)], ["label", nn.linear(10)]);
 * const model = orThrow(aae.semiSupervised({
 *   kind: "semiSupervisedAae",
 *   ...{ shape: [2, 2], classes: 10, likelihood: "bce", weight: 1, styleWeight: 0.1, labelWeight: 0.1, draws: 1 },
 *   encoder: nn.sequence(["flatten", nn.flatten], ["heads", heads]),
 *   decoder: nn.sequence(["join", nn.concat], ["out", nn.linear(4)]),
 *   ...{ styleDiscriminator: nn.linear(1), labelDiscriminator: nn.linear(1) },
 * }));
 * const { weights } = orThrow(train.begin(runtime, key(1), model, { optimizer: optim.sgd({ rate: 0.1 }) }));
 * const x = orThrow(aae.sample(runtime, key(2), model, weights, { count: 5 }));
 * const { styles, labels } = orThrow(aae.styles(runtime, model, weights, x));
 * [styles.shape, labels.shape] // => [[5, 3], [5, 10]]
 * aae.decode(runtime, model, weights, styles, { labels })._tag // => "Right"
 */
export const semiSupervised = (
  definition: SemiSupervised,
  options: StylePriorOptions = {},
): E.Either<Failure, SemiSupervisedModel> =>
  F.pipe(
    expectDefinition(SemiSupervised, definition, networkFields),
    E.chainW(() => styleNetworks(definition, options)),
    E.map((networks): SemiSupervisedModel => {
      const { encoder, decoder, styleDiscriminator, labelDiscriminator, style, prior, labelPrior } = networks;
      const { shape, classes, styleWeight, labelWeight, draws } = definition;
      return {
        ...layoutOf([encoder, decoder, styleDiscriminator, labelDiscriminator]),
        ...codingOf(networks, definition),
        definition,
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
          reconstructionObjective(networks, definition),
          generatorObjective(networks, [
            { term: "styleEncoder", of: "style", weight: styleWeight, lossOf: deceiving(styleDiscriminator) },
            { term: "labelEncoder", of: "label", weight: labelWeight, lossOf: deceiving(labelDiscriminator) },
          ]),
          discriminatorObjective("styleDiscriminator", styleDiscriminator, {
            ...{ prior, width: size(style), draws },
            codes: -2,
          }),
          discriminatorObjective("labelDiscriminator", labelDiscriminator, {
            ...{ prior: labelPrior, width: classes, draws },
            codes: -1,
          }),
          classificationObjective(networks, definition, { x: 1, label: 2 }),
        ],
      };
    }),
  );
