/** The training of a program: from flags to a trained model, with checkpoints, curves, lines, and figures at Ctrl-C. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Key } from "../../core/key.js";
import { type Failure, orThrow } from "../../failure.js";
import {
  all,
  begin,
  fitSteps,
  type Observer,
  observed,
  on,
  sparserEpochs,
  type Task,
  type Trained,
  type TrainingData,
  type TrainState,
} from "../../train/index.js";
import { drawFigures, type NamedFigures, pngsOf } from "../output/pictures.js";
import type { Context } from "../program/program.js";
import { trainingObservers } from "./observers.js";
import { startState, type TrainingSpec } from "./resume.js";
import type { TrainingSettings } from "./trainingFlags.js";

/** A training: what is trained, how, on what, and what is shown of it on the way. */
export interface ModelTraining<Term extends string> extends TrainingSpec<Term> {
  readonly batch: number;
  readonly epochs: number;
  /** Of the first weights, the order of the examples and all noise. */
  readonly key: Key;
  readonly data: TrainingData;
  /** Lines, schedules, and whatever else looks on. */
  readonly observers?: readonly Observer<Term, Task>[];
  /** What Ctrl-C draws: the figures of the last whole epoch. */
  readonly figures?: (state: TrainState<Term>) => NamedFigures;
  /** What TensorBoard is shown, at epochs that lie ever farther apart. */
  readonly sketches?: (state: TrainState<Term>) => NamedFigures;
}

/**
 * Trains a model as the flags of a run ask: from the beginning, or on from a checkpoint.
 *
 * Errors: those of `startState`, `begin` and `fitSteps`.
 */
export const trainModel = <Term extends string>(
  context: Context<TrainingSettings>,
  { key, data, batch, epochs, observers = [], figures, sketches, ...spec }: ModelTraining<Term>,
): TE.TaskEither<Failure, Trained<Term>> => {
  const { runtime, onInterrupt } = context;
  const { trainable, optimizer } = spec;
  const shown = sketches && {
    epochs: sparserEpochs,
    draw: (state: TrainState<Term>) => orThrow(pngsOf(sketches(state))),
  };
  const saved = (draw: (state: TrainState<Term>) => NamedFigures): Observer<Term, Task> =>
    on("EpochEnded", ({ state }) => ({
      effects: [TE.fromIO(() => onInterrupt(drawFigures(context, () => draw(state))))],
    }));
  return F.pipe(
    TE.fromEither<Failure, TrainState<Term>>(begin(runtime, key, trainable, { optimizer })),
    TE.chain((start) => startState(context, spec, start)),
    TE.chain((start) =>
      observed(
        fitSteps(runtime, key, trainable, data, { optimizer, batch, epochs, start }),
        all<Term, Task>(
          trainingObservers(context, spec, { sketches: shown }),
          ...observers,
          ...(figures === undefined ? [] : [saved(figures)]),
        ),
      ),
    ),
  );
};
