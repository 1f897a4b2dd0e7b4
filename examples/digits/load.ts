import { function as F, taskEither as TE } from "fp-ts";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import { syntheticDigits } from "../../src/data/synthetic/digits.js";
import type { Failure } from "../../src/failure.js";
import { key, named, type Runtime, type Tensor, tensor } from "../../src/flat.js";
import { type Digits, load as loadDigits } from "../../src/node/mnist/index.js";

/** Digits, and what to say of them. */
export interface Loaded {
  readonly digits: Digits;
  readonly notices: readonly string[];
  /** On every picture of a run on digits that nobody wrote. */
  readonly caution: string | undefined;
  /** Whether a pixel is neither black nor white. */
  readonly grey: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Pictures of a quick run. */
export interface Few {
  readonly train: number;
  readonly test: number;
}

/** What is a matter of seconds for a dense network. */
const fewDense: Few = { train: 2000, test: 400 };

/** The drawn digits are always the same: the seed of a run moves its weights, not its data. */
const digitsKey = named(key(0), "digits");

const first = (most: number, set: LabelledImages): LabelledImages => {
  const count = Math.min(most, set.count);
  const { images, labels, height, width } = set;
  return { ...set, count, images: images.subarray(0, count * height * width), labels: labels.subarray(0, count) };
};

const cut = (few: Few, digits: Digits): Digits => ({
  ...digits,
  train: first(few.train, digits.train),
  test: first(few.test, digits.test),
});

/** The user's pictures, or MNIST, or digits drawn by this program; the first few of them for a quick run. */
export const load = (
  runtime: Runtime,
  { data, quick }: { readonly data: string | undefined; readonly quick: boolean },
  few: Few = fewDense,
): TE.TaskEither<Failure, Loaded> =>
  F.pipe(
    loadDigits({
      data,
      synthetic: () =>
        quick ? syntheticDigits(runtime, digitsKey, few.train, few.test) : syntheticDigits(runtime, digitsKey),
    }),
    TE.map((found) => (quick ? cut(few, found) : found)),
    TE.map((digits) => ({
      digits,
      notices: digits.notice === undefined ? [] : [digits.notice],
      caution: digits.source === "synthetic" ? "synthetic digits, drawn by this program: not MNIST" : undefined,
      grey: digits.test.images.some((pixel) => pixel !== 0 && pixel !== 255),
      data: {
        source: digits.source,
        path: data,
        train: digits.train.count,
        test: digits.test.count,
        height: digits.height,
        width: digits.width,
        classes: digits.classes,
      },
    })),
  );

/** Pictures from..to of a set as numbers from 0 to 1: [to - from, height, width]. */
export const part = ({ images, height, width }: LabelledImages, from: number, to: number): Tensor => {
  const grey = new Float32Array(images.subarray(from * height * width, to * height * width));
  for (let i = 0; i < grey.length; i++) grey[i]! /= 255;
  return tensor([to - from, height, width], grey);
};
