/** What the style carries and what it does not, as numbers. */
import { function as F, taskEither as TE } from "fp-ts";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import { trainingBar } from "../../src/cli/training/display.js";
import { accuracyOf } from "../../src/cli/training/evaluationClassifier.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  all,
  begin,
  type ClassifierModel,
  classifier,
  decodeGiven,
  type Examples,
  earlyStop,
  fitSteps,
  type Key,
  labels,
  observed,
  type Runtime,
  reducePlateau,
  type Tensor,
  take,
} from "../../src/flat.js";
import { aae } from "../../src/index.js";
import { linear, relu, sequence, type Weights } from "../../src/nn/index.js";
import { adam, plateau } from "../../src/optim/index.js";
import { crossEntropyOf } from "../cvae-mnist/measure.js";

/** A model of style and label with the weights that it has by now. */
export interface Styled {
  readonly runtime: Runtime;
  readonly model: aae.StyleModel;
  readonly weights: Weights;
}

/** Style and label of the first pictures of a set. */
export const stylesOf = ({ runtime, model, weights }: Styled, set: LabelledImages, most: number): aae.StylesAndLabels =>
  orThrow(aae.styles(runtime, model, weights, imageTensor(set, { to: Math.min(most, set.count) })));

/** The share of a set whose label the head has right. */
export const headRight = (styled: Styled, set: LabelledImages): number =>
  accuracyOf(set.labels, stylesOf(styled, set, set.count).labels);

/** Each row's place taken by the next row of its class, the last one's by the first. */
const nextOfClass = (classes: ArrayLike<number>): readonly number[] => {
  const rows = Array.from(classes, (_, i) => i);
  return rows.map((i) => {
    const later = rows.find((j) => j > i && classes[j] === classes[i]);
    return later ?? rows.find((j) => classes[j] === classes[i])!;
  });
};

/** The cross-entropy of a pixel with each picture's own style, and with another one's of its class. */
export const useOfStyle = (
  { runtime, model, weights }: Styled,
  set: LabelledImages,
  most: number,
): { readonly own: number; readonly permuted: number } => {
  const count = Math.min(most, set.count);
  const { styles, labels } = stylesOf({ runtime, model, weights }, set, count);
  const x = imageTensor(set, { to: count });
  const at = (z: Tensor): number => crossEntropyOf(x, decodeGiven(runtime, model, weights, z, labels));
  return { own: at(styles), permuted: at(take(styles, nextOfClass(set.labels.subarray(0, count)))) };
};

/**
 * The share of test labels that a fresh classifier 256-256 reads off the styles, trained on those of the training
 * pictures until its test loss has not fallen for 10 epochs.
 */
export const readOff = (
  host: RunHost,
  styled: Styled,
  { train, test }: { readonly train: LabelledImages; readonly test: LabelledImages },
  key: Key,
  epochs: number,
): TE.TaskEither<Failure, number> => {
  const { runtime, model } = styled;
  const { latent, condition: classes } = model;
  const examples = (set: LabelledImages): Examples => ({
    count: set.count,
    columns: [{ shape: [latent], floats: stylesOf(styled, set, set.count).styles.data }, labels(set.labels, classes)],
  });
  const network = sequence(
    ["first", linear(256)],
    ["firstAct", relu],
    ["second", linear(256)],
    ["secondAct", relu],
    ["out", linear(classes)],
  );
  return F.pipe(
    TE.fromEither<Failure, ClassifierModel>(classifier({ kind: "classifier", shape: [latent], classes, network })),
    TE.chain((reader) => {
      const rate = 1e-3;
      const optimizer = adam({ rate });
      const settings = { optimizer, batch: 128, epochs };
      const data = { train: examples(train), test: examples(test) };
      return observed(
        fitSteps(runtime, reader, settings, data, begin(runtime, reader, optimizer, key)),
        all(
          reducePlateau(plateau({ rate, patience: 3 })),
          earlyStop({ patience: 10 }),
          trainingBar<"accuracy">(host, "reader of styles"),
        ),
      );
    }),
    TE.map(({ history }) => Math.max(...history.map(({ test: judged }) => judged!.accuracy))),
  );
};
