/** The flags of the program. */

import { networkFlag } from "../../src/cli/data/networks.js";
import {
  type CommonSettings,
  flag,
  nonNegativeInt,
  positive,
  positiveInt,
  type SettingsOf,
  trainingFlags,
} from "../../src/cli/index.js";
import { type Cvae, cvaePreset, type PictureNetworks, type Preset } from "../../src/flat.js";
import { adam } from "../../src/optim/index.js";

export const flags = {
  network: networkFlag,
  epochs: flag(positiveInt, { default: 5, quick: 4, help: "passes over the training pictures" }),
  batch: flag(positiveInt, { default: 64, quick: 32, help: "pictures a step" }),
  latent: flag(positiveInt, { default: 2, help: "numbers of a code" }),
  lr: flag(positive, { default: 0.01, placeholder: "RATE", help: "learning rate of Adam" }),
  klWeight: flag(positive, { default: 0.005, help: "weight of the KL beside the mean cross-entropy of a pixel" }),
  judgeEpochs: flag(positiveInt, { default: 10, quick: 3, help: "passes of the classifier that reads what is drawn" }),
  digit: flag(nonNegativeInt, { default: 4, help: "the class, from 0 up, whose codes and grid are drawn" }),
  ...trainingFlags,
};

/** Flags that the training does not hang on. */
export const idle = ["judgeEpochs", "digit"];

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** The model and its training, as the flags say. */
export const presetFor = (settings: Settings, networks: PictureNetworks, classes: number): Preset<Cvae> => {
  const { epochs, batch, latent, lr, klWeight } = settings;
  const preset = cvaePreset(networks, { classes, latent });
  return {
    model: { ...preset.model, weights: { ...preset.model.weights, kl: klWeight } },
    optimizer: adam({ rate: lr }),
    batch,
    epochs,
  };
};
