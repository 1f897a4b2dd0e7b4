/** What a trained model makes of pictures: sheets of small ones. */

import { type ImagePair, imageAt } from "../../src/cli/data/classPair.js";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { ImageSet } from "../../src/data/labelledImages.js";
import type { Tensor } from "../../src/flat.js";
import { interpolate, reconstruct } from "../../src/flat.js";
import { type Content, imageSheet } from "../../src/plot/index.js";
import { zoomFor } from "../figures/zoom.js";
import { images, type Learner, shapeOf } from "./learner.js";

/** Rows of pictures, each row [n, rows, columns] under its label. */
export const rowsOfPictures = ({ model }: Learner, rows: Readonly<Record<string, Tensor>>): Content =>
  imageSheet(Object.values(rows).flatMap(images), {
    shape: shapeOf(model),
    columns: Object.values(rows)[0]!.shape[0]!,
    zoom: zoomFor(model.shape[1]!, 56),
    rowLabels: Object.keys(rows),
  });

/** Test pictures over what the model makes of their codes. */
export const reconstructions = (learner: Learner, { test }: ImageSet): Content => {
  const { runtime, model, weights } = learner;
  const original = imageTensor(test, { to: Math.min(10, test.count) });
  return rowsOfPictures(learner, { original, reconstructed: reconstruct(runtime, model, weights, original) });
};

/** Test pictures, the same with noise, and what the model makes of their codes. */
export const filtered = (learner: Learner, original: Tensor, noisy: Tensor): Content => {
  const { runtime, model, weights } = learner;
  return rowsOfPictures(learner, { original, noisy, filtered: reconstruct(runtime, model, weights, noisy) });
};

/** Pictures in a row, the first and the last of which have a caption. */
export const way = ({ model }: Learner, pictures: Tensor, [from, to]: readonly [string, string]): Content => {
  const [steps] = pictures.shape as readonly [number];
  return imageSheet(images(pictures), {
    shape: shapeOf(model),
    zoom: zoomFor(model.shape[1]!, 56),
    captions: Array.from({ length: steps }, (_, i) => (i === 0 ? from : i === steps - 1 ? to : "")),
  });
};

/** The straight way between the codes of two pictures, in ten steps. */
export const interpolation = (learner: Learner, { test, classes }: ImageSet, ends: ImagePair): Content => {
  const { runtime, model, weights } = learner;
  const [a, b] = ends.map((i) => imageAt(test, i)) as [Tensor, Tensor];
  const [from, to] = ends.map((i) => classes[test.labels[i]!] ?? "") as [string, string];
  return way(learner, interpolate(runtime, model, weights, a, b, 10), [from, to]);
};

/** Three pictures, and what is made of the sum of their codes, under captions. */
export const sum = ({ model }: Learner, terms: Tensor, made: Tensor, captions: readonly string[]): Content =>
  imageSheet([...images(terms), ...images(made)], {
    shape: shapeOf(model),
    zoom: zoomFor(model.shape[1]!, 84),
    gap: 24,
    captions,
  });
