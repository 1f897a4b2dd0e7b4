import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";

/** Grey pictures of one size, one byte a pixel, row by row, picture after picture; and the class of each. */
export interface LabelledImages {
  /** `count * height * width` bytes: 0 is paper, 255 is ink. */
  readonly images: Uint8Array;
  /** `count` numbers of classes. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** Labelled pictures in two parts: what a model learns from, and what it is judged by. */
export interface ImageSet {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly height: number;
  readonly width: number;
  /** The names of the classes: "0" to "9" for digits. */
  readonly classes: readonly string[];
  /** What a user should be told about these pictures. */
  readonly notice?: string;
}

const numbered = (parts: readonly LabelledImages[]): readonly string[] => {
  const largest = parts.map(({ labels }) => labels.reduce((a, b) => Math.max(a, b), 0));
  return Array.from({ length: Math.max(...largest) + 1 }, (_, label) => `${label}`);
};

/**
 * A set of two parts. The classes are named by their numbers unless `classes` names them.
 *
 * Errors: `SizeMismatch` where the parts differ in height or width.
 */
export const imageSet = (
  train: LabelledImages,
  test: LabelledImages,
  classes = numbered([train, test]),
): E.Either<Failure<"SizeMismatch">, ImageSet> => {
  const { height, width } = train;
  return height === test.height && width === test.width
    ? E.right({ train, test, height, width, classes })
    : E.left(
        badData("SizeMismatch", "training and test pictures differ in size", {
          expected: `${height} x ${width}`,
          got: `${test.height} x ${test.width}`,
        }),
      );
};

/** One picture in so many is held out of a set that comes in one part: about MNIST's own share. */
const heldOut = 7;

/**
 * Makes a set of one part by holding out every seventh picture, so that pictures sorted by class are held out from
 * every class. The notice says so.
 *
 * Errors: `TooFewImages` below seven.
 */
export const holdOut = (
  { images, labels, count, height, width }: LabelledImages,
  classes?: readonly string[],
): E.Either<Failure, ImageSet> => {
  if (count < heldOut)
    return E.left(badData("TooFewImages", "too few pictures", { expected: `at least ${heldOut}`, got: `${count}` }));
  const size = height * width;
  const part = (chosen: readonly number[]): LabelledImages => {
    const bytes = new Uint8Array(chosen.length * size);
    chosen.forEach((picture, i) => {
      bytes.set(images.subarray(picture * size, (picture + 1) * size), i * size);
    });
    return { images: bytes, labels: Uint8Array.from(chosen, (i) => labels[i]!), count: chosen.length, height, width };
  };
  const every = Array.from({ length: count }, (_, picture) => picture);
  const isHeldOut = (picture: number): boolean => picture % heldOut === heldOut - 1;
  const [train, test] = [part(every.filter((picture) => !isHeldOut(picture))), part(every.filter(isHeldOut))];
  const notice = `no test pictures of their own: every seventh of the ${count} is held out`;
  return E.map((set: ImageSet) => ({ ...set, notice }))(imageSet(train, test, classes));
};
