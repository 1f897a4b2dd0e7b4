/** Two pictures by their classes, of which one is to become the other. */
import { either as E, option as O } from "fp-ts";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { ImageSet, LabelledImages } from "../../data/labelledImages.js";
import { badData, type Failure } from "../../failure.js";
import { type TextCodec, textCodec } from "../flags/codecs.js";
import { optional } from "../flags/flag.js";
import { imageTensor } from "./dataset.js";

/** The indices of two pictures in a set. */
export type ImagePair = readonly [from: number, to: number];

/** The names of two classes. */
const twoClasses: TextCodec<readonly [string, string]> = textCodec(
  "two classes, as 7 6",
  (text) => {
    const names = text.split(" ").filter(Boolean);
    return names.length === 2 ? O.some([names[0]!, names[1]!] as const) : O.none;
  },
  (names) => names.join(" "),
);

/** --interpolate A B */
export const interpolateFlag = optional(twoClasses, {
  placeholder: "A B",
  words: 2,
  help: "from a picture of class A to one of class B: ten in a row, and 200 as a GIF",
});

/** One picture of a set as numbers, [height, width]. */
export const imageAt = (set: LabelledImages, i: number): Tensor => {
  const { shape, data } = imageTensor(set, { from: i, to: i + 1 });
  return tensor(shape.slice(1), data);
};

/** The first picture, and the first of another class, or the last where there is one class. */
export const anyPair = ({ labels, count }: LabelledImages): ImagePair => {
  const other = labels.findIndex((label) => label !== labels[0]);
  return [0, other < 0 ? count - 1 : other];
};

/**
 * The first test picture of each of two classes, of one and the same the first two.
 *
 * Errors: `NoSuchClass`.
 */
export const pairOfClasses = (
  { test, classes }: ImageSet,
  names: readonly [string, string],
): E.Either<Failure<"NoSuchClass">, ImagePair> => {
  const found = names.map((name, k) => {
    const from = names[0] === names[1] && k === 1 ? test.labels.indexOf(classes.indexOf(name)) + 1 : 0;
    return test.labels.indexOf(classes.indexOf(name), from);
  });
  const missing = found.findIndex((at) => at < 0);
  return missing < 0
    ? E.right([found[0]!, found[1]!])
    : E.left(
        badData("NoSuchClass", "no picture of this class among those of the test", {
          where: "--interpolate",
          expected: `one of ${classes.join(", ")}`,
          got: names[missing]!,
        }),
      );
};
