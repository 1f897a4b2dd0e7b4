/**
 * Training as a fold of steps over shuffled batches: `fitSteps` yields what happens, `fit` runs it to the end. What is
 * found equals, bit for bit, the fold of `trainStep` over the `batchesOf` each epoch.
 */
import { either as E } from "fp-ts";
import { foldIn, type Key, named } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import type { Trainable } from "./alternating.js";
import type { Answer } from "./answer.js";
import { orderOf, type PreparedExamples, placeExamples, rangesOf } from "./data.js";
import { diverged } from "./diverged.js";
import type { TrainEvent, Trained } from "./events.js";
import { addBatch, meanOf, noBatches } from "./mean.js";
import type { Losses } from "./objective.js";
import { expectTrainable, type NotTrainable, type Settings, type TrainingData } from "./settings.js";
import type { TrainState } from "./state.js";
import { openTrainingSession, type Progress, type TrainingSession } from "./trainingSession.js";

/** Why there is no fit. */
export type NotTrained = NotTrainable | Failure<"Diverged">;

type Events<Term extends string, Result> = Generator<TrainEvent<Term>, E.Either<NotTrained, Result>, Answer>;

/** A training as a value: nothing runs until it is asked for. */
export type Training<Term extends string> = Events<Term, Trained<Term>>;

/** The examples, the training, and how many examples make a batch. */
interface Resident<Term extends string> {
  readonly parts: readonly Term[];
  readonly scope: <A>(body: () => A) => A;
  readonly training: TrainingSession<Term>;
  readonly size: number;
}

/** Where it came to, and whether it was told to stop there. */
interface Reached<Term extends string> {
  readonly progress: Progress<Term>;
  readonly stopped: boolean;
}

/** Does as an answer says; whether that is to stop. */
const applyAnswer = (
  { setLearningRate }: { readonly setLearningRate: (rate: number) => void },
  answer: Answer,
): boolean => {
  if (typeof answer === "object") setLearningRate(answer.rate);
  return answer === "stop";
};

/** The batches of an epoch that are still to be made. */
function* learn<Term extends string>(
  { scope, training, size }: Resident<Term>,
  { count, gather }: PreparedExamples,
  start: Progress<Term>,
): Events<Term, Reached<Term>> {
  const epoch = start.history.length;
  let progress = start;
  const reached = (stopped: boolean) => E.right({ progress, stopped });
  const stateOfNow = () => {
    const [steps, now] = [training.taken(), progress];
    return (): TrainState<Term> => {
      if (training.taken() !== steps) throw new RangeError("the training has gone on since it was in this state");
      return training.copyOut(now);
    };
  };
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    if (batch < start.currentEpoch.batches) continue;
    const at = { epoch, batch, examples };
    if (applyAnswer(training, yield { _tag: "BatchStarted", ...at, state: stateOfNow() })) return reached(true);
    const losses = scope(() => training.step(examples, gather(range)));
    if (!Number.isFinite(losses.loss)) return E.left(diverged(training.taken() + 1, losses.loss));
    progress = { ...progress, currentEpoch: addBatch(progress.currentEpoch, losses, examples) };
    if (applyAnswer(training, yield { _tag: "BatchEnded", ...at, losses, state: stateOfNow() })) return reached(true);
  }
  return reached(false);
}

/** The mean losses of all examples as they are. */
const judge = <Term extends string>(
  { parts, scope, training, size }: Resident<Term>,
  { count, gather }: PreparedExamples,
  key: Key,
): Losses<Term> => {
  let sums = noBatches(parts);
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    const losses = scope(() => training.evaluate(foldIn(key, batch), examples, gather(range)));
    sums = addBatch(sums, losses, examples);
  }
  return meanOf(sums);
};

/** What was made before, told again; whether someone says stop to it. */
function* recall<Term extends string>({ history }: TrainState<Term>): Generator<TrainEvent<Term>, boolean, Answer> {
  for (const [epoch, losses] of history.entries())
    if ((yield { _tag: "EpochRecalled", epoch, losses }) === "stop") return true;
  return false;
}

/** The events of a training, which is in this workspace. */
function* eventsIn<Term extends string>(
  workspace: Workspace,
  training: TrainingSession<Term>,
  trainable: Trainable<Term>,
  { batch: size, epochs }: Settings,
  data: TrainingData,
  start: TrainState<Term>,
): Training<Term> {
  const train = placeExamples(workspace, data.train);
  const test = data.test && placeExamples(workspace, data.test);
  const resident = { parts: trainable.terms, scope: workspace.arena.scope, training, size };
  const ofTest = named(start.key, "test");

  let progress: Progress<Term> = start;
  const batches = Math.ceil(train.count / size);
  const opening = { epochs, epoch: start.history.length, batches, examples: train.count, state: start };
  let stopped = (yield { _tag: "RunStarted", ...opening }) === "stop" || (yield* recall(start));
  while (!stopped && progress.history.length < epochs) {
    const epoch = progress.history.length;
    const batch = progress.currentEpoch.batches;
    const answer = yield { _tag: "EpochStarted", epoch, batch };
    stopped = batch === 0 ? applyAnswer(training, answer) : answer === "stop";
    if (stopped) break;
    train.arrange(orderOf(start.key, epoch, train.count));
    const learnt = yield* learn(resident, train, progress);
    if (E.isLeft(learnt)) return learnt;
    progress = learnt.right.progress;
    stopped = learnt.right.stopped;
    if (stopped) break;
    const judged = test ? judge(resident, test, foldIn(ofTest, epoch)) : null;
    const losses = { train: meanOf(progress.currentEpoch), test: judged };
    progress = { history: [...progress.history, losses], currentEpoch: noBatches(trainable.terms) };
    stopped = applyAnswer(training, yield { _tag: "EpochEnded", epoch, losses, state: training.copyOut(progress) });
  }
  const { history } = progress;
  const outcome = history.length < epochs ? "stopped" : "completed";
  const trained: Trained<Term> = { state: training.copyOut(progress), history, outcome };
  yield { _tag: "RunEnded", trained };
  return E.right(trained);
}

/**
 * Trains, one event at a time: shuffles the examples each epoch, steps through their batches, judges the test examples.
 * All of it lives in one workspace, which does not grow after the first epoch. A state in the middle of an epoch is
 * taken up at its next batch.
 *
 * Answers are heard to every event but the last; of those to what a training that is taken up has behind it
 * (`RunStarted`, `EpochRecalled`, an `EpochStarted` in the middle) only "stop", since the rate is the state's.
 *
 * Errors: `ShapeMismatch`, `NoExamples` where the data are not the objective's; `NotACount`; `NoOptimizer`; `Diverged` with the
 * step (from 1) in which a loss is no finite number; the player whose it is has not moved.
 */
export function* fitSteps<Term extends string>(
  runtime: Runtime,
  trainable: Trainable<Term>,
  settings: Settings,
  data: TrainingData,
  start: TrainState<Term>,
): Training<Term> {
  const checked = expectTrainable(trainable, settings, data);
  if (E.isLeft(checked)) return checked;
  return yield* runtime.lend(function* (workspace) {
    const training = openTrainingSession(workspace, trainable, settings.optimizer, start);
    try {
      return yield* eventsIn(workspace, training, trainable, settings, data, start);
    } finally {
      training.leave();
    }
  });
}

/**
 * `fitSteps` from start to end; `observe` is told of each event.
 *
 * Errors: as `fitSteps`.
 */
export const fit = <Term extends string>(
  runtime: Runtime,
  trainable: Trainable<Term>,
  settings: Settings,
  data: TrainingData,
  start: TrainState<Term>,
  observe: (event: TrainEvent<Term>) => Answer = () => undefined,
): E.Either<NotTrained, Trained<Term>> => {
  const training = fitSteps(runtime, trainable, settings, data, start);
  let next = training.next();
  while (!next.done) next = training.next(observe(next.value));
  return next.value;
};

/** The same, waiting after each event for `observe`: lets a program draw, save, or be interrupted. */
export const fitAsync = async <Term extends string>(
  training: Training<Term>,
  observe: (event: TrainEvent<Term>) => Promise<Answer>,
): Promise<E.Either<NotTrained, Trained<Term>>> => {
  let next = training.next();
  while (!next.done) next = training.next(await observe(next.value));
  return next.value;
};
