/** A classifier of digits that is trained first, to read what other models draw. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Host } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { type Key, type Runtime, type Tensor, tensor } from "../../src/index.js";
import type { LabelledImages } from "../../src/io/labelledImages.js";
import type { Digits } from "../../src/io/mnist.js";
import { type ClassifierModel, classifier, classify, denseClassifier, likeliestClass } from "../../src/models/index.js";
import type { Weights } from "../../src/nn/weights.js";
import {
  begin,
  type Examples,
  fitSteps,
  labels,
  listener,
  observed,
  pictures,
  type Training,
} from "../../src/train/index.js";
import { part } from "./load.js";

/** Reads pictures [N, height, width]: the probability of each class [N, classes]. */
export interface Judge {
  readonly read: (x: Tensor) => Tensor;
  /** The share of real test pictures that it reads as they are labelled. */
  readonly accuracy: number;
}

/** Pictures and their labels. */
export const labelled = (set: LabelledImages, classes: number): Examples => {
  const { count, columns } = pictures(set);
  return { count, columns: [...columns, labels(set.labels, classes)] };
};

/** The share of labels that a table of probabilities has right. */
export const shareRight = (probabilities: Tensor, truth: ArrayLike<number>): number =>
  likeliestClass(probabilities).reduce((sum, c, i) => sum + Number(c === truth[i]), 0) / truth.length;

/** The model of the judge, and its training. */
export const judgeTraining = (
  runtime: Runtime,
  { train, height, width, classes }: Digits,
  key: Key,
  epochs?: number,
): TE.TaskEither<Failure, { readonly model: ClassifierModel; readonly training: Training<"accuracy"> }> => {
  const preset = denseClassifier([height, width], classes.length);
  return F.pipe(
    TE.fromEither(classifier(preset.model)),
    TE.map((model) => {
      const settings = { ...preset, epochs: epochs ?? preset.epochs };
      const data = { train: labelled(train, classes.length) };
      return {
        model,
        training: fitSteps(runtime, model, settings, data, begin(runtime, model, preset.optimizer, key)),
      };
    }),
  );
};

/** The judge of a trained classifier. */
export const judgeOf = (runtime: Runtime, model: ClassifierModel, weights: Weights, { test }: Digits): Judge => {
  const read = (x: Tensor): Tensor => classify(runtime, model, weights, x);
  return { read, accuracy: shareRight(read(part(test, 0, test.count)), test.labels) };
};

/** Trains the judge of a run. */
export const trainJudge = (host: Host, digits: Digits, key: Key, epochs?: number): TE.TaskEither<Failure, Judge> => {
  const { runtime, progress, breathe, log } = host;
  return F.pipe(
    judgeTraining(runtime, digits, key, epochs),
    TE.chain(({ model, training }) => {
      let bar: ReturnType<Host["progress"]> | undefined;
      const shown = listener<"accuracy">((event) => {
        if (event._tag === "RunStarted") bar = progress("judge", event.epochs * event.batches);
        if (event._tag !== "BatchEnded") return undefined;
        bar?.tick(event.epoch * Math.ceil(digits.train.count / 128) + event.batch + 1, event.losses);
        return breathe();
      });
      return F.pipe(
        observed(training, shown),
        TE.map(({ state }) => {
          bar?.end();
          const judge = judgeOf(runtime, model, state.weights, digits);
          log(`the judge reads ${(100 * judge.accuracy).toFixed(2)} % of ${digits.test.count} test pictures right`);
          return judge;
        }),
      );
    }),
  );
};

/** Rows of a tensor that a list names. */
export const rowsOf = ({ shape, data }: Tensor, rows: readonly number[]): Tensor => {
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) out[i * width + j] = data[row * width + j]!;
  });
  return tensor([rows.length, ...shape.slice(1)], out);
};
