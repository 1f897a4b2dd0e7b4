/** A map of codes: t-SNE lays out what a code of ten numbers says of the classes. */
import { either as E, type taskEither as TE } from "fp-ts";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import type { ImageSet, LabelledImages } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import {
  finishAsync,
  type Key,
  named,
  permutation,
  posterior,
  samplePosterior,
  tsne,
  type VaeModel,
} from "../../src/flat.js";
import { type Content, panel, scatter } from "../../src/plot/index.js";
import type { Learner } from "../digits/learner.js";

/** A map of drawn codes, the class of each, and KL(P | Q) in nats. */
export interface CodeMap extends Pick<tsne.TsneFit, "positions" | "kl"> {
  readonly labels: Uint8Array;
}

const wanted = 15;

/** A perplexity needs three times as many other points. */
const perplexityFor = (points: number): number => Math.min(wanted, (points - 1) / 3);

/** Some of the pictures, in random order. */
const sampled = ({ images, labels, height, width, count }: LabelledImages, key: Key, most: number): LabelledImages => {
  const size = height * width;
  const chosen = permutation(key, count).subarray(0, most);
  const bytes = new Uint8Array(chosen.length * size);
  chosen.forEach((picture, i) => {
    bytes.set(images.subarray(picture * size, (picture + 1) * size), i * size);
  });
  return { images: bytes, labels: Uint8Array.from(chosen, (i) => labels[i]!), count: chosen.length, height, width };
};

/** The map of one draw z ~ q(z | x) for each of at most `most` training pictures; none of fewer than five. */
export const map =
  (
    { progress, yieldToEvents }: RunHost,
    { runtime, model, weights }: Learner<VaeModel>,
    train: LabelledImages,
    key: Key,
    most: number,
  ): TE.TaskEither<Failure, CodeMap | undefined> =>
  async () => {
    const pictures = sampled(train, named(key, "pictures"), most);
    const perplexity = perplexityFor(pictures.count);
    if (perplexity <= 1) return E.right(undefined);
    const q = posterior(runtime, model, weights, imageTensor(pictures));
    const z = samplePosterior(runtime, q, named(key, "codes"));
    const bar = progress("t-SNE", 1000);
    const fitted = await finishAsync(tsne.fitSteps(runtime, named(key, "start"), z, { perplexity }), async (step) => {
      bar.tick(step.iteration, { KL: step.kl });
      await yieldToEvents();
    }).finally(() => bar.end());
    return E.map(({ positions, kl }: tsne.TsneFit): CodeMap => ({ positions, kl, labels: pictures.labels }))(fitted);
  };

/** The map, coloured by class. Its axes have no meaning. */
export const codeMap = ({ positions, labels }: CodeMap, { classes }: ImageSet): Content => {
  const along = (j: number) => Float32Array.from({ length: labels.length }, (_, i) => positions.data[2 * i + j]!);
  const coloured = classes.length > 1 ? { classes: labels, classLabels: classes } : {};
  return panel([scatter({ x: along(0), y: along(1), ...coloured })], {
    width: 520,
    height: 520,
    aspect: "equal",
    axes: false,
    legend: "right",
  });
};
