/** The flags of the program. */
import { either as E } from "fp-ts";
import { aboutNetworks, type NetworkName, networkNames } from "../../src/cli/data/networks.js";
import {
  type CommonSettings,
  type Context,
  expectTraining,
  flag,
  flagName,
  identitySettings,
  oneOf,
  optional,
  positiveInt,
  type SettingsOf,
  toggle,
  trainingFlags,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";
import { aae } from "../../src/index.js";
import type { Digits } from "../../src/node/mnist/index.js";

const priors = ["uniform", "grid", "normal"] as const;

export const flags = {
  prior: optional(oneOf(priors), {
    placeholder: priors.join("|"),
    help: "what codes should look like: a square of side 5, a grid of small squares, or N(0, I) [default: uniform]",
  }),
  disentangle: toggle("style and label apart: a label head, and a network that must not read the label off the style"),
  semiSupervised: optional(positiveInt, { help: "style and label from so many labelled pictures among all" }),
  network: optional(oneOf(networkNames), {
    placeholder: networkNames.join("|"),
    help: `${aboutNetworks} [default: conv, or light beside a label; quick dense]`,
  }),
  epochs: optional(positiveInt, {
    help: "passes over the training pictures [default: 10; 6 with --disentangle, 5 with few labels; quick 2]",
  }),
  batch: optional(positiveInt, { help: "pictures a step [default: 512 uniform, 128 else; quick 64]" }),
  draws: optional(positiveInt, {
    help: "draws of the prior a picture [default: 20 uniform, 10 grid, 1 else; quick 5]",
  }),
  latent: optional(positiveInt, {
    help: "numbers of a code, or of a style [default: 2; beside a label 8, or 4 with --disentangle]",
  }),
  judgeEpochs: flag(positiveInt, { default: 10, quick: 3, help: "passes of the classifier that reads what is drawn" }),
  ...trainingFlags,
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** Settings in which the prior and the kind of model have decided what was left open. */
export interface Chosen {
  /** Of the codes, or of the styles. */
  readonly prior: (typeof priors)[number];
  readonly network: NetworkName;
  readonly batch: number;
  readonly draws: number;
  readonly latent: number;
}

/** Whether codes have a label beside their style. */
export const hasLabel = ({ disentangle, semiSupervised }: Settings): boolean =>
  disentangle || semiSupervised !== undefined;

/** Passes over the training pictures: what is asked for, two in a quick run, or the preset's own. */
export const epochsOf = ({ epochs, quick }: Settings, preset: { readonly epochs: number }): number =>
  epochs ?? (quick ? 2 : preset.epochs);

/** What the flags leave open, decided. A grid takes ten draws a picture, so that each square has as many as pictures. */
export const chosen = (settings: Settings): Chosen => {
  const { batch, draws, latent, network, quick } = settings;
  const prior = settings.prior ?? (hasLabel(settings) ? "normal" : "uniform");
  const [ownBatch, ownDraws] = hasLabel(settings)
    ? [128, 1]
    : { uniform: [512, 20], grid: [128, 10], normal: [128, 1] }[prior];
  return {
    prior,
    network: network ?? (quick ? "dense" : hasLabel(settings) ? "light" : "conv"),
    batch: batch ?? (quick ? 64 : ownBatch!),
    draws: draws ?? (quick ? Math.min(5, ownDraws!) : ownDraws!),
    latent: latent ?? (settings.disentangle ? 4 : hasLabel(settings) ? 8 : 2),
  };
};

/**
 * Errors: `TwoModels` where two kinds of model are asked for; `NothingToSet` for a prior or draws beside a label;
 * `NotAPlane` where the grid of squares is to be the prior of other than two numbers; those of `expectTraining`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const { disentangle, semiSupervised } = settings;
  if (disentangle && semiSupervised !== undefined)
    return E.left(
      usage("TwoModels", "two kinds of model", { where: "--disentangle", hint: "leave out --semi-supervised" }),
    );
  const idle = (["prior", "draws"] as const).find((name) => settings[name] !== undefined);
  if (hasLabel(settings) && idle !== undefined)
    return E.left(
      usage("NothingToSet", "beside a label, styles are normal and each picture has one draw", {
        where: flagName(idle),
        hint: "leave it out",
      }),
    );
  const { prior, latent } = chosen(settings);
  if (prior === "grid" && latent !== 2)
    return E.left(
      usage("NotAPlane", "the squares lie in a plane", {
        where: "--prior grid",
        expected: "--latent 2",
        got: `${latent}`,
      }),
    );
  return expectTraining(settings);
};

/** What the numbers of a training on these digits hang on. */
export const asked = (
  { runtime, settings }: Context<SettingsOf<typeof flags>>,
  { source, train }: Digits,
): Readonly<Record<string, unknown>> =>
  identitySettings(
    { runtime, settings: { ...settings, ...chosen(settings) } },
    { source, examples: train.count },
    {
      except: ["judgeEpochs"],
    },
  );

/** Half the side of the square that the uniform prior fills. */
const half = 2.5;

/** The prior of the codes, and a box that holds what is likely under it. */
export const priorOf = (
  prior: Chosen["prior"],
  latent: number,
): { readonly prior: aae.Prior; readonly box: aae.Box } => {
  const cube = (reach: number): aae.Box => Array.from({ length: latent }, () => [-reach, reach]);
  switch (prior) {
    case "uniform":
      return { prior: aae.cubePrior(half, latent), box: cube(half) };
    case "grid":
      return {
        prior: aae.boxesPrior(aae.gridOfSquares),
        box: [
          [-1.5, 1.3],
          [-2.3, 1.3],
        ],
      };
    case "normal":
      return { prior: aae.normalPrior, box: cube(2) };
  }
};
