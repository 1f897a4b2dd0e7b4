import type { ImagePair } from "../../src/cli/data/classPair.js";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { ElboTerm, EpochLosses, VaeModel } from "../../src/flat.js";
import { type Key, named, noisy } from "../../src/flat.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { type Content, type Figure, figure } from "../../src/plot/index.js";
import { codes } from "../digits/charts.js";
import type { Learner } from "../digits/learner.js";
import { filtered, interpolation, reconstructions } from "../digits/sheets.js";
import { arithmetic, sumOfCodes } from "./arithmetic.js";
import { losses, posteriors, ring } from "./charts.js";
import { type CodeMap, codeMap } from "./map.js";
import { manifold, samples } from "./sheets.js";

/** Where a run stands when its pictures are drawn. */
export interface Scene extends Learner<VaeModel> {
  readonly digits: Digits;
  readonly history: readonly EpochLosses<ElboTerm>[];
  /** Of the codes that are drawn: the same in every sheet, so that sheets can be compared. */
  readonly key: Key;
  /** Pictures of a sheet of samples. */
  readonly sampled: number;
  /** Between which pictures to interpolate. */
  readonly ends: ImagePair;
  /** Whether to show what the lecture on autoencoders shows: noise taken off, codes added up, q(z | x) laid open. */
  readonly lecture: boolean;
  /** Repeated on each figure. */
  readonly caution: string | undefined;
}

const titled = ({ caution }: Scene, title: string, content: Content, footnote?: string): Figure =>
  figure(content, { title, ...(caution && { notice: caution }), ...(footnote && { footnote }) });

const after = ({ history }: Scene): string => `after ${history.length} epoch${history.length === 1 ? "" : "s"}`;

/** Samples of the model as it stands. */
export const sampleSheet = (scene: Scene): Figure =>
  titled(scene, `Samples ${after(scene)}`, samples(scene, named(scene.key, "samples"), scene.sampled));

const reconstructed = (scene: Scene): Figure =>
  titled(scene, `Test pictures and their reconstructions ${after(scene)}`, reconstructions(scene, scene.digits));

/** What is worth seeing while the model learns. */
export const sheets = (scene: Scene): NamedFigures => ({
  reconstructions: reconstructed(scene),
  samples: sampleSheet(scene),
});

/** A plane can be laid out whole. */
const ofTwo = (scene: Scene): NamedFigures => ({
  "manifold.png": titled(
    scene,
    "The manifold of pictures",
    manifold(scene),
    "z_{1} runs to the right and z_{2} upwards, over the quantiles 0.05 to 0.95 of N(0, 1).",
  ),
});

const ofSeveral = (scene: Scene): NamedFigures => {
  const { latent } = scene.model;
  const which = latent > 2 ? `The two of ${latent} coordinates in which the means differ most.` : undefined;
  return {
    "codes.png": titled(
      scene,
      "Codes of test pictures",
      codes(scene, scene.digits, (j) => `mean of z_{${j}}`),
      which,
    ),
  };
};

/** The map of drawn codes. */
export const mapFigure = (scene: Scene, map: CodeMap): NamedFigures => ({
  "tsne.png": titled(
    scene,
    `t-SNE of ${map.labels.length} codes of training pictures`,
    codeMap(map, scene.digits),
    `One draw z ~ q(z | x) a picture. KL(P | Q) = ${map.kl.toPrecision(3)} nats.`,
  ),
});

/** Noise on the pictures that are to be filtered. */
const sigma = 0.3;

const ofLecture = (scene: Scene): NamedFigures => {
  const { runtime, digits, key } = scene;
  const { test } = digits;
  const clean = imageTensor(test, { to: Math.min(10, test.count) });
  const sum = sumOfCodes(digits);
  return {
    "filtered.png": titled(
      scene,
      `Noise of standard deviation ${sigma}, and what is left of it`,
      filtered(scene, clean, noisy(runtime, named(key, "noise"), clean, sigma)),
    ),
    ...(sum && {
      "arithmetic.png": titled(scene, "A one, changed as one nine differs from another", arithmetic(scene, test, sum)),
    }),
    "posteriors.png": titled(
      scene,
      "Means and variances of q(z | x) over test pictures",
      posteriors(scene, imageTensor(test, { to: Math.min(2000, test.count) })),
    ),
  };
};

/** All figures of a run by file name. */
export const pictures = (scene: Scene): NamedFigures => {
  const { runtime, model, digits, history, key, ends, lecture } = scene;
  return {
    "reconstructions.png": reconstructed(scene),
    "samples.png": sampleSheet(scene),
    "interpolation.png": titled(scene, "From one code to another", interpolation(scene, digits, ends)),
    ...(model.latent === 2 ? ofTwo(scene) : {}),
    ...(model.latent > 1 ? ofSeveral(scene) : {}),
    ...(lecture ? ofLecture(scene) : {}),
    "losses.png": titled(scene, "Losses by epoch", losses(history)),
    "ring.png": figure(ring(runtime, named(key, "ring")), {
      title: "A function can bend a normal into a ring",
      footnote: "Why a simple prior is enough: the decoder can learn such a g.",
    }),
  };
};
