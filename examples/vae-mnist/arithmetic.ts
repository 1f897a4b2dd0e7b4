/** Codes added up: z(1) + z(9 a) - z(9 b), a one that is to be written as the one nine is and the other is not. */

import { imageAt } from "../../src/cli/data/classPair.js";
import type { ImageSet, LabelledImages } from "../../src/data/labelledImages.js";
import { decode, encode, linearCombination, type Tensor, tensor } from "../../src/flat.js";
import type { Content } from "../../src/plot/index.js";
import type { Learner } from "../digits/learner.js";
import { sum } from "../digits/sheets.js";

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
export const arithmetic = (learner: Learner, set: LabelledImages, summands: Summands): Content => {
  const { runtime, model, weights } = learner;
  const terms = stacked(summands.map((i) => imageAt(set, i)));
  const code = linearCombination(encode(runtime, model, weights, terms), [1, 1, -1]);
  return sum(learner, terms, decode(runtime, model, weights, code), ["z(1)", "+ z(9 a)", "\u2212 z(9 b)", "="]);
};
