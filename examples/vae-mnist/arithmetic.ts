/** Codes added up: z(1) + z(9 a) - z(9 b), a one that is to be written as the one nine is and the other is not. */
import { type Tensor, tensor } from "../../src/index.js";
import type { ImageSet, LabelledImages } from "../../src/io/labelledImages.js";
import { decode, encode } from "../../src/models/index.js";
import { type Content, imageSheet } from "../../src/plot/index.js";
import { pictureOf } from "../digits/ends.js";
import { images, type Learner, shapeOf } from "../digits/learner.js";
import { zoomFor } from "../figures/zoom.js";

/** Places of a one and of two nines. */
export type Summands = readonly [one: number, nine: number, other: number];

/** The first ones of the test set, where it has them. */
export const sumOfCodes = ({ test, classes }: ImageSet): Summands | undefined => {
  const [one, nine] = ["1", "9"].map((name) => test.labels.indexOf(classes.indexOf(name)));
  const other = test.labels.indexOf(classes.indexOf("9"), nine! + 1);
  return Math.min(one!, nine!, other) < 0 ? undefined : [one!, nine!, other];
};

const stacked = (pictures: readonly Tensor[]): Tensor =>
  tensor([pictures.length, ...pictures[0]!.shape], Float32Array.from(pictures.flatMap(({ data }) => [...data])));

/** The three pictures, and what their codes make. */
export const arithmetic = ({ runtime, model, weights }: Learner, set: LabelledImages, summands: Summands): Content => {
  const terms = stacked(summands.map((i) => pictureOf(set, i)));
  const { data } = encode(runtime, model, weights, terms);
  const d = model.latent;
  const sum = Float32Array.from({ length: d }, (_, j) => data[j]! + data[d + j]! - data[2 * d + j]!);
  const made = decode(runtime, model, weights, tensor([1, d], sum));
  return imageSheet([...images(terms), ...images(made)], {
    shape: shapeOf(model),
    zoom: zoomFor(model.shape[1]!, 84),
    gap: 24,
    captions: ["z(1)", "+ z(9 a)", "- z(9 b)", "="],
  });
};
