import { function as F, taskEither as TE } from "fp-ts";
import { key, named } from "../../core/key.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { LabelledImages } from "../../data/labelledImages.js";
import { syntheticDigits } from "../../data/synthetic/digits.js";
import type { Failure } from "../../failure.js";
import { type Digits, load as loadDigits } from "../../node/mnist/index.js";
import type { Context } from "../program/program.js";

/** Labelled pictures of a run, where they came from, and what to say of them. */
export interface Dataset extends Digits {
  /** On every figure of a run on digits that nobody wrote. */
  readonly caution: string | undefined;
  /** Whether a pixel is neither black nor white. */
  readonly isGrey: boolean;
  /** For the `data` of the run's record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Pictures of a quick run. */
export interface QuickCounts {
  readonly train: number;
  readonly test: number;
}

/** What is a matter of seconds for a dense network. */
const forDense: QuickCounts = { train: 2000, test: 400 };

/** The drawn digits are always the same: the seed of a run moves its weights, not its data. */
const digitsKey = named(key(0), "digits");

const first = (most: number, set: LabelledImages): LabelledImages => {
  const count = Math.min(most, set.count);
  const { images, labels, height, width } = set;
  return { ...set, count, images: images.subarray(0, count * height * width), labels: labels.subarray(0, count) };
};

const datasetOf = (digits: Digits, path: string | undefined): Dataset => {
  const { source, train, test, height, width, classes } = digits;
  return {
    ...digits,
    caution: source === "synthetic" ? "synthetic digits, drawn by this program: not MNIST" : undefined,
    isGrey: test.images.some((pixel) => pixel !== 0 && pixel !== 255),
    record: { source, path, train: train.count, test: test.count, height, width, classes },
  };
};

/**
 * The pictures that a run asks for: those of `--data`, or MNIST, or, where that is nowhere to be had, synthetic digits,
 * which the run says in a notice. `--quick` takes only the first of them, 2000 and 400 where no `few` are given.
 *
 * Errors: those of `loadDigits`.
 */
export const loadDataset = (
  { runtime, settings: { data, quick }, notice }: Pick<Context<unknown>, "runtime" | "settings" | "notice">,
  { few = forDense }: { readonly few?: QuickCounts | undefined } = {},
): TE.TaskEither<Failure, Dataset> =>
  F.pipe(
    loadDigits({
      data,
      synthetic: () =>
        quick ? syntheticDigits(runtime, digitsKey, few.train, few.test) : syntheticDigits(runtime, digitsKey),
    }),
    TE.map((all) => (quick ? { ...all, train: first(few.train, all.train), test: first(few.test, all.test) } : all)),
    TE.chainFirstIOK((found) => () => {
      if (found.notice !== undefined) notice(found.notice);
    }),
    TE.map((found) => datasetOf(found, data)),
  );

/** Which pictures of a set, and in which form. */
export interface ImageTensorOptions {
  readonly from?: number;
  readonly to?: number;
  /** A row of numbers each, [n, height x width]. */
  readonly flat?: boolean;
}

/** Pictures from..to of a set, all of them without options, as numbers from 0 to 1: [to - from, height, width]. */
export const imageTensor = (
  { images, height, width, count }: LabelledImages,
  { from = 0, to = count, flat = false }: ImageTensorOptions = {},
): Tensor => {
  const grey = new Float32Array(images.subarray(from * height * width, to * height * width));
  for (let i = 0; i < grey.length; i++) grey[i]! /= 255;
  return tensor(flat ? [to - from, height * width] : [to - from, height, width], grey);
};

/**
 * The pictures of a set as rows of numbers in chunks of `size` (2000), a tick of a bar each: data for a fit that does not
 * hold them all. They can be gone through again.
 */
export const imageChunks = (
  { progress }: Pick<Context<unknown>, "progress">,
  set: LabelledImages,
  { size = 2000 }: { readonly size?: number } = {},
): Iterable<Tensor> => ({
  *[Symbol.iterator]() {
    const bar = progress("pictures", set.count);
    for (let from = 0; from < set.count; from += size) {
      const to = Math.min(from + size, set.count);
      yield imageTensor(set, { from, to, flat: true });
      bar.tick(to);
    }
    bar.end();
  },
});
