/** The two models of style and label, each with the examples that it learns from. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { type Key, named, type Runtime } from "../../src/index.js";
import type { LabelledImages } from "../../src/io/labelledImages.js";
import type { Digits } from "../../src/io/mnist.js";
import {
  type ConditionalCoder,
  categoricalPrior,
  classifier,
  disentangledAae,
  disentangledPreset,
  type Game,
  normalPrior,
  type PictureNetworks,
  semiSupervisedAae,
  semiSupervisedPreset,
} from "../../src/models/index.js";
import { leakyRelu, linear, sequence } from "../../src/nn/index.js";
import { adam } from "../../src/optim/index.js";
import { begin, fit, type Settings, type TrainingData } from "../../src/train/index.js";
import { labelled } from "../digits/judge.js";
import { beside, besideItself, fewOf } from "./subset.js";

/** A game of style and label, how it is played, and on what. */
export interface Kind {
  readonly model: Game & ConditionalCoder;
  readonly settings: Settings;
  readonly data: TrainingData;
  /** The labelled pictures where they are few. */
  readonly few: LabelledImages | null;
}

const priorsOf = (runtime: Runtime, latent: number, classes: number) => ({
  style: normalPrior(runtime, latent),
  label: categoricalPrior(runtime, classes),
});

/** Style and label apart, from all labels. */
export const disentangled = (
  runtime: Runtime,
  networks: PictureNetworks,
  { train, test, classes: { length: classes } }: Digits,
  latent: number,
): E.Either<Failure, Kind> => {
  const { model, ...settings } = disentangledPreset(networks, classes, latent);
  const data = { train: labelled(train, classes), test: labelled(test, classes) };
  return F.pipe(
    disentangledAae(model, priorsOf(runtime, latent, classes)),
    E.map((game) => ({ model: game, settings, data, few: null })),
  );
};

/** Style and label from few labels, which the key chooses. */
export const semiSupervised = (
  runtime: Runtime,
  networks: PictureNetworks,
  digits: Digits,
  latent: number,
  few: number,
  key: Key,
): E.Either<Failure, Kind> => {
  const classes = digits.classes.length;
  const { model, ...settings } = semiSupervisedPreset(networks, classes, latent);
  const known = fewOf(digits.train, named(key, "labels"), few);
  const data = { train: beside(digits.train, known, classes), test: besideItself(digits) };
  return F.pipe(
    semiSupervisedAae(model, priorsOf(runtime, latent, classes)),
    E.map((game) => ({ model: game, settings, data, few: known })),
  );
};

/** The share of test labels that the same encoder has right, trained on the few labels alone: 30 epochs, Adam 1e-3. */
export const onLabelsAlone = (
  runtime: Runtime,
  { shape, encoder }: PictureNetworks,
  few: LabelledImages,
  { test, classes: { length: classes } }: Digits,
  key: Key,
): E.Either<Failure, number> => {
  const network = sequence(["features", encoder(256)], ["act", leakyRelu(0.01)], ["label", linear(classes)]);
  const optimizer = adam({ rate: 1e-3 });
  return F.pipe(
    classifier({ kind: "classifier", shape, classes, network }),
    E.chainW((model) => {
      const data = { train: labelled(few, classes), test: labelled(test, classes) };
      const start = begin(runtime, model, optimizer, key);
      return fit(runtime, model, { optimizer, batch: 128, epochs: 30 }, data, start);
    }),
    E.map(({ history }) => history.at(-1)!.test!.accuracy),
  );
};
