/** The convolutional autoencoders and the VAE on their networks, at full size on MNIST: 5 epochs of 64. */
import { measureActivities } from "../../examples/autoencoder/activity.js";
import { type FilterErrors, measureFilter } from "../../examples/autoencoder/filter.js";
import { key, named } from "../../src/core/key.js";
import { orThrow } from "../../src/failure.js";
import {
  type Autoencoder,
  type AutoencoderModel,
  autoencoder,
  convAutoencoder,
  edu,
  klSparsity,
  l1Sparsity,
  vae,
} from "../../src/flat.js";
import type { Weights } from "../../src/nn/weights.js";
import type { Digits } from "../../src/node/mnist/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import type { Acceptance, Check } from "./check.js";
import { onMnist, train } from "./training.js";

/**
 * The test set's mean binary cross-entropy of the plain autoencoder, 24 numbers, after 5 epochs in PyTorch 1.13:
 * bench/peers/conv_torch.py train.
 */
const torchBce = 0.07875;

/** A trained autoencoder, and its mean cross-entropy on the test set. */
interface Fitted {
  readonly runtime: Runtime;
  readonly digits: Digits;
  readonly model: AutoencoderModel;
  readonly weights: Weights;
  readonly bce: number;
}

const quiet = { progress: () => ({ tick: () => {}, end: () => {} }), yieldToEvents: async () => {} };

const promised = (
  name: string,
  what: string,
  latent: number,
  settings: Pick<Autoencoder, "noise" | "sparsity">,
  judge: (fitted: Fitted) => Promise<readonly Check[]>,
): Acceptance => ({
  name,
  what: `${what}, a code of ${latent}, 5 epochs of 64`,
  run: onMnist(async (runtime, digits, folder) => {
    const { model: plain, ...training } = convAutoencoder(latent);
    const model = orThrow(autoencoder({ ...plain, ...settings }));
    const { state, history } = await train(runtime, digits, { objective: model, ...training }, 0, folder);
    const bce = history.at(-1)!.test!.reconstruction / model.numbers;
    return judge({ runtime, digits, model, weights: state.weights, bce });
  }),
});

/** Errors against clean test pictures, noise 0.3; prints those of principal components too. */
const errorsOf = async ({ digits, ...learner }: Fitted): Promise<FilterErrors> => {
  const { errors, components } = orThrow(await measureFilter(quiet, learner, digits, named(key(0), "filter"), 0.3)());
  const shown = Object.entries(errors).map(([of, error]) => `${of} ${error.toFixed(5)}`);
  console.log(`mean squared errors, ${components} components: ${shown.join(", ")}`);
  return errors;
};

export const ae24 = promised("ae-24", "the plain autoencoder", 24, {}, async (fitted) => {
  await errorsOf(fitted);
  return [
    {
      what: `distance of the test BCE, ${fitted.bce.toFixed(5)}, to PyTorch's, ${torchBce}`,
      figure: Math.abs(fitted.bce - torchBce),
      bar: { most: 0.003 },
    },
  ];
});

export const aeDenoise = promised(
  "ae-denoise",
  "noisy pictures in, clean ones out",
  24,
  { noise: 0.3 },
  async (fitted) => {
    const errors = await errorsOf(fitted);
    return [
      { what: "mean squared error against the clean test pictures", figure: errors.model, bar: { most: 0.0135 } },
    ];
  },
);

const activityOf = async ({ digits, ...learner }: Fitted): Promise<number> =>
  (await measureActivities(quiet, learner, digits)).mean;

const target = 0.1;

export const aeSparseKl = promised(
  "ae-sparse-kl",
  `KL to a mean activity of ${target}`,
  900,
  { sparsity: klSparsity({ target }) },
  async (fitted) => [
    {
      what: "distance of the mean activity on the test set to its target",
      figure: Math.abs((await activityOf(fitted)) - target),
      bar: { most: 0.01 },
    },
    {
      what: `test BCE, ${fitted.bce.toFixed(5)}, above the plain one's, ${torchBce}`,
      figure: fitted.bce - torchBce,
      bar: { most: 0.01 },
    },
  ],
);

export const aeSparseL1 = promised(
  "ae-sparse-l1",
  "L1 of weight 0.01",
  900,
  { sparsity: l1Sparsity() },
  async (fitted) => {
    const figure = await activityOf(fitted);
    const what = "mean activity on the test set";
    return [
      { what, figure, bar: { least: 0.05 } },
      { what, figure, bar: { most: 0.15 } },
    ];
  },
);

export const vaeEduKl: Acceptance = {
  name: "vae-edu-kl",
  what: "the convolutional VAE on the KL alone, weight 0.1, 2 epochs of 64",
  run: onMnist(async (runtime, digits, folder) => {
    const { model, ...training } = edu(2);
    const objective = orThrow(vae({ ...model, weights: { reconstruction: 0, kl: 0.1 } }));
    const { history } = await train(runtime, digits, { objective, ...training, epochs: 2 }, 0, folder);
    return [{ what: "mean KL on the test set", figure: history.at(-1)!.test!.kl, bar: { most: 0.01 } }];
  }),
};
