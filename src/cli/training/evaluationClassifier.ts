/** A classifier of labelled pictures that is trained first, to judge what other models draw. */
import { function as F, taskEither as TE } from "fp-ts";
import { type ClassifierModel, classify, compile, likeliestClass } from "../../autoencoder/classifier.js";
import { denseClassifier } from "../../autoencoder/presets/index.js";
import { key, named } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import type { LabelledImages } from "../../data/labelledImages.js";
import { type Failure, orThrow } from "../../failure.js";
import { exponential, rateAt } from "../../optim/index.js";
import { type Examples, labels, pictures, rateSchedule } from "../../train/index.js";
import { type Dataset, imageTensor } from "../data/dataset.js";
import type { Context } from "../program/program.js";
import { trainingBar } from "./display.js";
import { subContext } from "./observers.js";
import { identitySettings } from "./resume.js";
import type { TrainingSettings } from "./trainingFlags.js";
import { trainModel } from "./trainModel.js";

/** A trained classifier of pictures. */
export interface EvaluationClassifier {
  /** Of pictures [N, height, width] the probability of each class [N, classes]. */
  readonly classify: (x: Tensor) => Tensor;
  /** The share of real test pictures whose likeliest class is their label. */
  readonly accuracy: number;
}

/** Pictures and their labels. */
export const labelledExamples = (set: LabelledImages, classes: number): Examples => {
  const { count, columns } = pictures(set);
  return { count, columns: [...columns, labels(set.labels, classes)] };
};

/** The share of rows of a table of probabilities whose likeliest class is the label. */
export const accuracyOf = (labels: ArrayLike<number>, probabilities: Tensor): number =>
  orThrow(likeliestClass(probabilities)).reduce((sum, c, i) => sum + Number(c === labels[i]), 0) / labels.length;

/** At one rate its accuracy still sways by half a per cent from epoch to epoch. */
const falling = rateSchedule((epoch) => rateAt(exponential({ rate: 1e-3, factor: 0.7 }), epoch));

/**
 * Trains the evaluation classifier of a run, or resumes its training from the folder `judge` of the run's checkpoints.
 *
 * Errors: those of `trainModel`.
 */
export const evaluationClassifier = (
  context: Context<TrainingSettings>,
  { train, test, source, height, width, classes }: Dataset,
  epochs: number,
): TE.TaskEither<Failure, EvaluationClassifier> => {
  const { runtime, log } = context;
  const { seed } = context.settings;
  const { model: definition, optimizer, batch } = denseClassifier([height, width], classes.length);
  return F.pipe(
    TE.fromEither<Failure, ClassifierModel>(compile(definition)),
    TE.bindTo("model"),
    TE.bind("trained", ({ model }) =>
      trainModel(subContext(context, "judge"), {
        trainable: model,
        model: definition,
        optimizer,
        batch,
        epochs,
        key: named(key(seed), "judge"),
        data: { train: labelledExamples(train, classes.length) },
        settings: identitySettings({ runtime, settings: { seed } }, { source, examples: train.count }),
        observers: [falling, trainingBar(context, "judge")],
      }),
    ),
    TE.map(({ model, trained: { state } }) => {
      const probabilities = (x: Tensor): Tensor => orThrow(classify(runtime, model, state.weights, x));
      const accuracy = accuracyOf(test.labels, probabilities(imageTensor(test)));
      log(`the judge reads ${(100 * accuracy).toFixed(2)} % of ${test.count} test pictures right`);
      return { classify: probabilities, accuracy };
    }),
  );
};
