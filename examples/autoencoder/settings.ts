/** The flags of the program, and the model that they ask for. */
import { either as E, option as O } from "fp-ts";
import { interpolateFlag } from "../../src/cli/data/classPair.js";
import {
  type CommonSettings,
  expectTraining,
  finite,
  flag,
  flagName,
  nonNegative,
  oneOf,
  optional,
  positive,
  positiveInt,
  type SettingsOf,
  type TextCodec,
  textCodec,
  toggle,
  trainingFlags,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";
import type { Shape } from "../../src/flat.js";
import {
  type Autoencoder,
  convAutoencoder,
  klSparsity,
  l1Sparsity,
  type Preset,
  type Sparsity,
} from "../../src/flat.js";
import { adam } from "../../src/optim/definition.js";

const rate: TextCodec<number> = textCodec(
  "a number between 0 and 1",
  (text) => O.filter((value: number) => value > 0 && value < 1)(O.fromEither(finite.decode(text))),
  String,
);

/** All of the program's own flags. */
export const flags = {
  latent: optional(positiveInt, { help: "numbers of a code [default: 24; 900 with --sparse]" }),
  denoise: toggle("train on noisy pictures, to give the clean ones back"),
  noise: flag(positive, {
    default: 0.3,
    placeholder: "SD",
    help: "standard deviation of the noise, for training and test",
  }),
  sparse: optional(oneOf(["l1", "kl"]), { placeholder: "l1|kl", help: "keep most units of a code near 0" }),
  weight: optional(nonNegative, { help: "of the sparsity penalty [default: 0.01 for l1, 0.1 for kl]" }),
  target: optional(rate, { placeholder: "RATE", help: "mean activation that --sparse kl aims at [default: 0.1]" }),
  average: optional(oneOf(["units", "examples"]), {
    placeholder: "units|examples",
    help: "--sparse kl: the mean of each example over its units, or of each unit over the examples [default: units]",
  }),
  interpolate: interpolateFlag,
  epochs: flag(positiveInt, { default: 5, quick: 2, help: "passes over the training pictures" }),
  batch: flag(positiveInt, { default: 64, quick: 16, help: "pictures a step" }),
  lr: flag(positive, { default: 1e-4, quick: 2e-3, placeholder: "RATE", help: "learning rate of Adam" }),
  ...trainingFlags,
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** Flags of a penalty, and the penalties that have them. */
const ofPenalty = { weight: ["l1", "kl"], target: ["kl"], average: ["kl"] } as const;

/**
 * Holds the flags against one another.
 *
 * Errors: `NothingToSet` where a flag of a penalty is given without it; those of `expectTraining`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const idle = (["weight", "target", "average"] as const).find(
    (name) => settings[name] !== undefined && !ofPenalty[name].some((penalty: string) => penalty === settings.sparse),
  );
  return idle === undefined
    ? expectTraining({ ...settings, latent: settings.latent ?? (settings.sparse ? 900 : 24) })
    : E.left(
        usage("NothingToSet", "there is no penalty that has it", {
          where: flagName(idle),
          expected: `--sparse ${ofPenalty[idle].join(" or --sparse ")}`,
          got: settings.sparse === undefined ? "no --sparse" : `--sparse ${settings.sparse}`,
        }),
      );
};

/** The penalty that the flags ask for. */
export const sparsityFor = ({ sparse, weight, target, average }: Settings): Sparsity | undefined => {
  switch (sparse) {
    case undefined:
      return undefined;
    case "l1":
      return l1Sparsity(weight === undefined ? {} : { weight });
    case "kl":
      return klSparsity({
        ...(weight !== undefined && { weight }),
        ...(target && { target }),
        ...(average && { average }),
      });
  }
};

/** The decay of the weights where codes are to be interpolated between. */
const decay = 1e-5;

/** The model and its training for pictures of some size. */
export const presetFor = (settings: Settings, shape: Shape): Preset<Autoencoder> => {
  const { latent, denoise, noise, interpolate, epochs, batch, lr } = settings;
  const { model } = convAutoencoder(latent!);
  const sparsity = sparsityFor(settings);
  return {
    model: { ...model, shape, ...(denoise && { noise }), ...(sparsity && { sparsity }) },
    optimizer: adam({ rate: lr, ...(interpolate && { weightDecay: decay }) }),
    batch,
    epochs,
  };
};
