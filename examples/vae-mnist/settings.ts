/** The flags of the program: a preset decides what they do not. */
import { either as E } from "fp-ts";
import {
  type CommonSettings,
  choice,
  expectTraining,
  flag,
  listOf,
  nonNegative,
  optional,
  positive,
  positiveInt,
  type SettingsOf,
  trainingFlags,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";
import type { Shape } from "../../src/index.js";
import { cs236781, habr, kuznetsov, type Preset, tinkoff } from "../../src/models/index.js";
import { adam, adamw, rmsprop, sgd } from "../../src/optim/definition.js";
import { rateOf } from "../../src/optim/rate.js";
import { rateAt } from "../../src/optim/schedules.js";
import { type Widths, widthsOf, withWidths } from "./widths.js";

const presets = { cs236781, kuznetsov, tinkoff, habr };
const optimizers = { adam, adamw, rmsprop, sgd };

/** All of the program's own flags. */
export const flags = {
  preset: choice(["cs236781", "kuznetsov", "tinkoff", "habr"], {
    default: "cs236781",
    help:
      "whose model and training; of 28 x 28 pictures: cs236781 784-256-10, kuznetsov 784-200-20 and a sheet of samples " +
      "each epoch, tinkoff 784-256-32, habr 784-256-128-2 with batch norm and dropout",
  }),
  epochs: optional(positiveInt, { help: "passes over the training pictures [default: the preset's; quick 5]" }),
  batch: optional(positiveInt, { help: "pictures a step [default: the preset's; quick 32]" }),
  latent: optional(positiveInt, { help: "numbers of a code [default: the preset's]" }),
  hidden: optional(listOf(positiveInt), {
    placeholder: "N,...",
    help: "widths of the hidden layers from picture to code; back again in reverse [default: the preset's]",
  }),
  loss: choice(["bce", "mse", "l1"], { default: "bce", help: "the reconstruction loss, summed over a picture" }),
  beta: flag(nonNegative, { default: 1, help: "weight of the KL beside the reconstruction" }),
  optimizer: choice(["adam", "adamw", "rmsprop", "sgd"], { default: "adam", help: "how the weights move" }),
  lr: optional(positive, { placeholder: "RATE", help: "learning rate [default: the preset's]" }),
  ...trainingFlags,
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** Settings in which the preset has decided what was left open. */
type Filled = Settings & Widths & { readonly epochs: number; readonly batch: number; readonly lr: number };

/** No figure of a preset that a flag can change hangs on the size of the pictures. */
const anyShape: Shape = [28, 28];

const fill = (settings: Settings): Filled => {
  const preset = presets[settings.preset](anyShape);
  const { hidden, latent } = widthsOf(preset.model);
  return {
    ...settings,
    epochs: settings.epochs ?? (settings.quick ? 5 : preset.epochs),
    batch: settings.batch ?? (settings.quick ? 32 : preset.batch),
    latent: settings.latent ?? latent,
    hidden: settings.hidden ?? hidden,
    lr: settings.lr ?? rateAt(rateOf(preset.optimizer)!, 0),
  };
};

/**
 * Fills in what the preset decides.
 *
 * Errors: `WrongDepth` where `--hidden` has not as many widths as the preset has hidden layers; those of
 * `expectTraining`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const { hidden } = widthsOf(presets[settings.preset](anyShape).model);
  const wanted = settings.hidden?.length ?? hidden.length;
  return wanted === hidden.length
    ? expectTraining(fill(settings))
    : E.left(
        usage("WrongDepth", "a width for each hidden layer of the preset", {
          where: "--hidden",
          expected: `${hidden.length}, as ${hidden.join(",")}`,
          got: `${wanted}`,
        }),
      );
};

/** The model and its training for pictures of some size: the preset's, changed as the flags say. */
export const presetFor = (settings: Settings, shape: Shape): Preset => {
  const { preset, epochs, batch, hidden, latent, loss, beta, optimizer, lr } = fill(settings);
  const { model } = presets[preset](shape);
  const { reconstruction } = model.weights;
  return {
    model: {
      ...withWidths(model, { hidden, latent }),
      likelihood: loss,
      weights: { reconstruction, kl: beta * reconstruction },
    },
    optimizer: optimizers[optimizer]({ rate: lr }),
    batch,
    epochs,
  };
};
