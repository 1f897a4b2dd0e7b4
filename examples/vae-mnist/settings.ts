/** The flags of the program: a preset decides what they do not. */
import { either as E } from "fp-ts";
import { interpolateFlag } from "../../src/cli/data/classPair.js";
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
  toggle,
  trainingFlags,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";
import type { Preset, Shape } from "../../src/flat.js";
import { adam, adamw, rmsprop, sgd } from "../../src/optim/definition.js";
import { rateOf } from "../../src/optim/rate.js";
import { rateAt } from "../../src/optim/schedules.js";
import { sourceOf } from "./sources.js";
import type { Widths } from "./widths.js";

const optimizers = { adam, adamw, rmsprop, sgd };

/** All of the program's own flags. */
export const flags = {
  preset: choice(["cs236781", "kuznetsov", "tinkoff", "habr", "edu"], {
    default: "cs236781",
    help:
      "whose model and training; of 28 x 28 pictures: cs236781 784-256-10, kuznetsov 784-200-20 and a sheet of samples " +
      "each epoch, tinkoff 784-256-32 and a tour through digits as a GIF, habr 784-256-128-2 with batch norm and " +
      "dropout, edu convolutions and two latents",
  }),
  conv: toggle("tinkoff: with convolutions, 1-32-64 channels"),
  klOnly: toggle("edu: train on the KL alone, whose weight is then 0.1"),
  epochs: optional(positiveInt, {
    help: "passes over the training pictures [default: the preset's; quick 5, edu and conv 2]",
  }),
  batch: optional(positiveInt, { help: "pictures a step [default: the preset's; quick 32, edu and conv 16]" }),
  latent: optional(positiveInt, { help: "numbers of a code [default: the preset's]" }),
  hidden: optional(listOf(positiveInt), {
    placeholder: "N,...",
    help: "widths of the hidden layers from picture to code; back again in reverse [default: the preset's]",
  }),
  loss: choice(["bce", "mse", "l1"], { default: "bce", help: "the reconstruction loss, summed over a picture" }),
  beta: flag(nonNegative, { default: 1, help: "factor of the KL's weight beside the reconstruction" }),
  optimizer: choice(["adam", "adamw", "rmsprop", "sgd"], { default: "adam", help: "how the weights move" }),
  lr: optional(positive, { placeholder: "RATE", help: "learning rate [default: the preset's]" }),
  interpolate: interpolateFlag,
  ...trainingFlags,
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** Settings in which the preset has decided what was left open. */
type Filled = Settings & Widths & { readonly epochs: number; readonly batch: number; readonly lr: number };

/** No figure of a preset that a flag can change hangs on the size of the pictures. */
const anyShape: Shape = [28, 28];

/** Of the KL alone. */
const klAlone = { epochs: 2, weights: { reconstruction: 0, kl: 0.1 } };

/** Convolutions have time for few steps, which must go further than the preset's. */
const quickly = (conv: boolean, lr: number) =>
  conv ? { epochs: 2, batch: 16, lr: Math.max(lr, 2e-3) } : { epochs: 5, batch: 32, lr };

const fill = (settings: Settings): Filled => {
  const { widths, conv, preset } = sourceOf(settings);
  const { optimizer, batch, epochs } = preset(anyShape, widths);
  const lr = rateAt(rateOf(optimizer)!, 0);
  const own = settings.quick ? quickly(conv, lr) : { epochs: settings.klOnly ? klAlone.epochs : epochs, batch, lr };
  return {
    ...settings,
    epochs: settings.epochs ?? own.epochs,
    batch: settings.batch ?? own.batch,
    latent: settings.latent ?? widths.latent,
    hidden: settings.hidden ?? widths.hidden,
    lr: settings.lr ?? own.lr,
  };
};

const onlyOf = (flag: string, preset: string, got: string): E.Either<Failure, never> =>
  E.left(usage("OtherPreset", "another preset has it", { where: flag, expected: `--preset ${preset}`, got }));

/**
 * Fills in what the preset decides.
 *
 * Errors: `WrongDepth` where `--hidden` has not as many widths as the preset has hidden layers; `OtherPreset` for
 * `--conv` and `--kl-only` where the preset has not; those of `expectTraining`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const { preset, conv, klOnly } = settings;
  if (conv && preset !== "tinkoff") return onlyOf("--conv", "tinkoff", preset);
  if (klOnly && preset !== "edu") return onlyOf("--kl-only", "edu", preset);
  const { hidden } = sourceOf(settings).widths;
  const wanted = settings.hidden?.length ?? hidden.length;
  return wanted === hidden.length
    ? expectTraining(fill(settings))
    : E.left(
        usage("WrongDepth", "a width for each hidden layer of the preset", {
          where: "--hidden",
          expected: hidden.length === 0 ? "none, it has no such layer" : `${hidden.length}, as ${hidden.join(",")}`,
          got: `${wanted}`,
        }),
      );
};

/** The model and its training for pictures of some size: the preset's, changed as the flags say. */
export const presetFor = (settings: Settings, shape: Shape): Preset => {
  const { epochs, batch, hidden, latent, loss, beta, optimizer, lr, klOnly } = fill(settings);
  const { model } = sourceOf(settings).preset(shape, { hidden, latent });
  const { reconstruction, kl } = klOnly ? klAlone.weights : model.weights;
  return {
    model: { ...model, likelihood: loss, weights: { reconstruction, kl: beta * kl } },
    optimizer: optimizers[optimizer]({ rate: lr }),
    batch,
    epochs,
  };
};
