import type { ImagePair } from "../../src/cli/data/classPair.js";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { AutoencoderTerm, EpochLosses, Sparsity } from "../../src/flat.js";
import { type Key, named } from "../../src/flat.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { type Content, type Figure, figure, row } from "../../src/plot/index.js";
import { codes, lossCurves } from "../digits/charts.js";
import type { Learner } from "../digits/learner.js";
import { filtered, interpolation, reconstructions } from "../digits/sheets.js";
import { type Activities, activityHistograms, activityMaps, blackest, costs } from "./activity.js";
import { noisyPart } from "./filter.js";

/** Where a run stands when its pictures are drawn. */
export interface Scene extends Learner {
  readonly digits: Digits;
  readonly history: readonly EpochLosses<AutoencoderTerm>[];
  /** Of the noise on the pictures that are shown. */
  readonly key: Key;
  readonly noise: number;
  /** Whether the model was trained on noisy pictures. */
  readonly denoise: boolean;
  readonly sparsity: Sparsity | undefined;
  /** Between which pictures to interpolate, if at all. */
  readonly ends: ImagePair | undefined;
  /** Repeated on each figure. */
  readonly caution: string | undefined;
}

const titled = ({ caution }: Scene, title: string, content: Content, footnote?: string): Figure =>
  figure(content, { title, ...(caution && { notice: caution }), ...(footnote && { footnote }) });

const after = ({ history }: Scene): string => `after ${history.length} epoch${history.length === 1 ? "" : "s"}`;

/** Without a penalty the reconstruction is the loss. */
const losses = ({ history, sparsity }: Scene): Content =>
  sparsity === undefined
    ? lossCurves(history, "Reconstruction", "loss", "nats a pixel")
    : row([
        lossCurves(history, "Reconstruction", "reconstruction", "nats a picture"),
        lossCurves(history, "Sparsity", "sparsity", sparsity.kind === "kl" ? "KL" : "mean activity"),
        lossCurves(history, "Loss", "loss", "nats a pixel + weighted penalty"),
      ]);

/** The sheets of a model as it stands, by file name. */
export const sheets = (scene: Scene): NamedFigures => {
  const { runtime, digits, noise, denoise, ends, key } = scene;
  const { test } = digits;
  const shown = Math.min(10, test.count);
  const noisy = noisyPart(runtime, named(key, "noise"), test, noise, 0, shown);
  const trained = denoise ? "Trained on noisy pictures." : "Trained on clean pictures: it has never seen noise.";
  return {
    "reconstructions.png": titled(
      scene,
      `Test pictures and their reconstructions ${after(scene)}`,
      reconstructions(scene, digits),
    ),
    "filtered.png": titled(
      scene,
      `Noise of standard deviation ${noise}, and what is left of it`,
      filtered(scene, imageTensor(test, { to: shown }), noisy),
      trained,
    ),
    ...(ends && { "interpolation.png": titled(scene, "From one code to another", interpolation(scene, digits, ends)) }),
  };
};

/** All figures of a model as it stands, by file name. */
export const pictures = (scene: Scene): NamedFigures => {
  const { digits } = scene;
  const { latent } = scene.model;
  const which = latent > 2 ? `The two of ${latent} coordinates in which the codes differ most.` : undefined;
  return {
    ...sheets(scene),
    ...(latent > 1 && {
      "codes.png": titled(
        scene,
        "Codes of test pictures",
        codes(scene, digits, (j) => `z_{${j}}`),
        which,
      ),
    }),
    "losses.png": titled(scene, "Losses by epoch", losses(scene)),
  };
};

/** The figures of a sparse code. */
export const sparsePictures = (scene: Scene, sparsity: Sparsity, activities: Activities): NamedFigures => ({
  "activities.png": titled(
    scene,
    "Which units are active for which class",
    activityMaps(activities, scene.digits.classes),
    `Mean activity of the ${scene.model.latent} units over the test pictures of each class: white 0, black ${blackest} or more.`,
  ),
  "histograms.png": titled(scene, "How active units are", activityHistograms(activities, sparsity)),
  "costs.png": figure(costs(sparsity.kind === "kl" ? sparsity.target : 0.1), {
    title: "Three costs of missing a target",
    footnote: "The divergence is flat near the target and steep far from it.",
  }),
});
