/** The two models of style and label, each with the examples that it learns from. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import { trainingBar } from "../../src/cli/training/display.js";
import { accuracyOf, labelledExamples } from "../../src/cli/training/evaluationClassifier.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import {
  begin,
  type ClassifierModel,
  classifier,
  classify,
  disentangledPreset,
  featuresOf,
  fitSteps,
  type Key,
  named,
  observed,
  type PictureNetworks,
  type Settings,
  semiSupervisedPreset,
  type TrainingData,
} from "../../src/flat.js";
import { aae } from "../../src/index.js";
import { linear, sequence } from "../../src/nn/index.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { adam } from "../../src/optim/index.js";

import { beside, besideItself, fewOf } from "./subset.js";

/** A game of style and label, how it is played, and on what. */
export interface Kind {
  readonly model: aae.StyleModel;
  readonly definition: aae.Disentangled | aae.SemiSupervised;
  readonly settings: Settings;
  readonly data: TrainingData;
  /** The labelled pictures where they are few. */
  readonly few: LabelledImages | null;
}

/** Style and label apart, from all labels. */
export const disentangled = (
  networks: PictureNetworks,
  { train, test, classes: { length: classes } }: Digits,
  latent: number,
): E.Either<Failure, Kind> => {
  const { model, ...settings } = disentangledPreset(networks, { classes, latent });
  const data = { train: labelledExamples(train, classes), test: labelledExamples(test, classes) };
  return F.pipe(
    aae.disentangled(model),
    E.map((game) => ({ model: game, definition: model, settings, data, few: null })),
  );
};

/** Style and label from few labels, which the key chooses. */
export const semiSupervised = (
  networks: PictureNetworks,
  digits: Digits,
  latent: number,
  few: number,
  key: Key,
): E.Either<Failure, Kind> => {
  const classes = digits.classes.length;
  const { model, ...settings } = semiSupervisedPreset(networks, { classes, latent });
  const known = fewOf(digits.train, named(key, "labels"), few);
  const data = { train: beside(digits.train, known, classes), test: besideItself(digits) };
  return F.pipe(
    aae.semiSupervised(model),
    E.map((game) => ({ model: game, definition: model, settings, data, few: known })),
  );
};

/** The share of test labels that the same encoder has right, trained on the few labels alone: 30 epochs, Adam 1e-3. */
export const onLabelsAlone = (
  host: RunHost,
  networks: PictureNetworks,
  few: LabelledImages,
  { test, classes: { length: classes } }: Digits,
  key: Key,
): TE.TaskEither<Failure, number> => {
  const { runtime } = host;
  const network = sequence(["features", featuresOf(networks)], ["label", linear(classes)]);
  const optimizer = adam({ rate: 1e-3 });
  return F.pipe(
    TE.fromEither<Failure, ClassifierModel>(
      classifier({ kind: "classifier", shape: networks.shape, classes, network }),
    ),
    TE.bindTo("model"),
    TE.bind("trained", ({ model }) => {
      const settings = { optimizer, batch: 128, epochs: 30 };
      const start = begin(runtime, model, optimizer, key);
      return observed(
        fitSteps(runtime, model, settings, { train: labelledExamples(few, classes) }, start),
        trainingBar<"accuracy">(host, "labels alone"),
      );
    }),
    TE.map(({ model, trained: { state } }) =>
      accuracyOf(test.labels, classify(runtime, model, state.weights, imageTensor(test))),
    ),
  );
};
