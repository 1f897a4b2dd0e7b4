/** A classifier of digits that is trained first, to read what other models draw. */
import { function as F, taskEither as TE } from "fp-ts";
import {
  type ClassifierModel,
  classifier,
  classify,
  denseClassifier,
  likeliestClass,
} from "../../src/autoencoder/index.js";
import {
  type Context,
  identitySettings,
  startState,
  subContext,
  type TrainingSettings,
  type TrainingSpec,
  trainingObservers,
} from "../../src/cli/index.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import {
  all,
  begin,
  type Examples,
  fitSteps,
  key,
  labels,
  named,
  observed,
  pictures,
  type Runtime,
  rateSchedule,
  type Tensor,
} from "../../src/flat.js";
import type { Weights } from "../../src/nn/weights.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { exponential, rateAt } from "../../src/optim/index.js";
import { displayBar } from "./display.js";
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

/** The judge of a trained classifier. */
const judgeOf = (runtime: Runtime, model: ClassifierModel, weights: Weights, test: LabelledImages): Judge => {
  const read = (x: Tensor): Tensor => classify(runtime, model, weights, x);
  return { read, accuracy: shareRight(read(part(test, 0, test.count)), test.labels) };
};

/** At one rate its accuracy still sways by half a per cent from epoch to epoch. */
const falling = rateSchedule((epoch) => rateAt(exponential({ rate: 1e-3, factor: 0.7 }), epoch));

/**
 * Trains the judge of a run, from the beginning or on from its checkpoint in the folder `judge` of the run's.
 *
 * Errors: as `startState` and `fitSteps`.
 */
export const trainJudge = (
  run: Context<TrainingSettings>,
  { train, test, source, height, width, classes }: Digits,
  epochs: number,
): TE.TaskEither<Failure, Judge> => {
  const { runtime, log } = run;
  const { seed } = run.settings;
  const { model: definition, optimizer, batch } = denseClassifier([height, width], classes.length);
  const data = { train: labelled(train, classes.length) };
  const own = subContext(run, "judge");
  return F.pipe(
    TE.fromEither<Failure, ClassifierModel>(classifier(definition)),
    TE.chain((model) => {
      const settings = identitySettings({ runtime, settings: { seed } }, { source, examples: train.count });
      const trainee: TrainingSpec<"accuracy"> = { trainable: model, model: definition, optimizer, settings };
      return F.pipe(
        startState(own, trainee, begin(runtime, model, optimizer, named(key(seed), "judge"))),
        TE.chain((start) =>
          observed(
            fitSteps(runtime, model, { optimizer, batch, epochs }, data, start),
            all(falling, trainingObservers(own, trainee), displayBar(run, "judge")),
          ),
        ),
        TE.map(({ state }) => {
          const judge = judgeOf(runtime, model, state.weights, test);
          log(`the judge reads ${(100 * judge.accuracy).toFixed(2)} % of ${test.count} test pictures right`);
          return judge;
        }),
      );
    }),
  );
};
