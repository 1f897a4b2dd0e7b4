/** Small alternating objectives, whose networks are smooth. */
import fc from "fast-check";
import { compile } from "../../src/autoencoder/adversarial/aae.js";
import { disentangled } from "../../src/autoencoder/adversarial/disentangled.js";
import { semiSupervised } from "../../src/autoencoder/adversarial/semiSupervised.js";
import { type Definition, parallel, sequence } from "../../src/nn/definition.js";
import { tanh } from "../../src/nn/layers/activation.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { concat } from "../../src/nn/layers/concat.js";
import { linear } from "../../src/nn/layers/linear.js";
import { flatten } from "../../src/nn/layers/reshape.js";
import type { Definition as Optimizer } from "../../src/optim/definition.js";
import { type AlternatingObjective, subObjectivesOf, type Trainable } from "../../src/train/alternating.js";
import type { Optimizers } from "../../src/train/parameterGroups.js";
import { noisyVae, objectives, type Plan, right } from "./models.js";
import { definitions } from "./optimizers.js";

type Hidden = (n: number) => Definition;

export const smoothLayer: Hidden = (hidden) => sequence(["linear", linear(hidden)], ["act", tanh]);

/** Its running moments are a state that evaluation must not move. */
export const normedLayer: Hidden = (hidden) =>
  sequence(["linear", linear(hidden)], ["norm", batchNorm()], ["act", tanh]);

const classes = 3;

const to = (outputs: number, hidden: number, layer: Hidden): Definition =>
  sequence(["hidden", layer(hidden)], ["out", linear(outputs)]);

const autoencoderOf = ({ height, width, hidden, latent, likelihood }: Plan, layer: Hidden) => ({
  kind: "autoencoder" as const,
  shape: [height, width],
  encoder: sequence(["flatten", flatten], ["layers", to(latent, hidden, layer)]),
  decoder: to(height * width, hidden, layer),
  likelihood,
  weight: 1 / (height * width),
  denoising: false,
});

const styleAndLabel = (plan: Plan, layer: Hidden) => {
  const { height, width, hidden, latent, likelihood } = plan;
  const heads = parallel(["style", linear(latent)], ["label", linear(classes)]);
  return {
    shape: [height, width],
    classes,
    encoder: sequence(["flatten", flatten], ["hidden", layer(hidden)], ["heads", heads]),
    decoder: sequence(["join", concat], ["layers", to(height * width, hidden, layer)]),
    likelihood,
    weight: 1 / (height * width),
    styleDiscriminator: to(1, hidden, layer),
    labelDiscriminator: to(1, hidden, layer),
    styleWeight: 0.3,
    labelWeight: 0.2,
    draws: 2,
  };
};

/** By name, of which each law holds. */
export const alternatingObjectives: Readonly<Record<string, (plan: Plan, layer?: Hidden) => AlternatingObjective>> = {
  "adversarial autoencoder": (plan, layer = smoothLayer) =>
    right(
      compile({
        kind: "aae",
        autoencoder: autoencoderOf(plan, layer),
        discriminator: to(1, plan.hidden, layer),
        weight: 0.5,
        draws: 3,
      }),
    ),
  "disentangled adversarial autoencoder": (plan, layer = smoothLayer) =>
    right(
      disentangled({
        kind: "disentangledAae",
        ...styleAndLabel(plan, layer),
        styleClassifier: to(classes, plan.hidden, layer),
        confusionWeight: 0.4,
      }),
    ),
  "semi-supervised adversarial autoencoder": (plan, layer = smoothLayer) =>
    right(semiSupervised({ kind: "semiSupervisedAae", ...styleAndLabel(plan, layer) })),
};

/** What can be trained, by name: every objective, one with batch norm and dropout, every alternating one with batch norm. */
export const trainableNames: readonly string[] = [
  "noisy",
  ...Object.keys(objectives),
  ...Object.keys(alternatingObjectives),
];

export const trainableOf = (name: string, plan: Plan): Trainable =>
  name === "noisy" ? noisyVae(plan) : (objectives[name]?.(plan) ?? alternatingObjectives[name]!(plan, normedLayer));

/** An optimiser for all sub-objectives of whatever is trained, or one for each. */
export const optimizersFor: fc.Arbitrary<(trainable: Trainable) => Optimizers> = fc.oneof(
  definitions.map((optimizer) => () => optimizer),
  fc
    .array(definitions, { minLength: 6, maxLength: 6 })
    .map(
      (each) => (trainable: Trainable) =>
        Object.fromEntries(subObjectivesOf(trainable).map(({ name }, k): [string, Optimizer] => [name, each[k]!])),
    ),
);
