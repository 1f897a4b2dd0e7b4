/**
 * Training as a fold of steps over shuffled batches: `fitSteps` yields what happens, `fit` runs it to the end. What is
 * found equals, bit for bit, the fold of `trainStep` over the `batchesOf` each epoch.
 */
import { either as E } from "fp-ts";
import { foldIn, type Key, named } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Trainable } from "../models/game.js";
import type { Losses } from "../models/objective.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import type { Answer } from "./answer.js";
import { orderOf, placeExamples, type ResidentExamples, rangesOf } from "./data.js";
import { diverged } from "./diverged.js";
import type { TrainEvent, Trained } from "./events.js";
import { addBatch, meanOf, noBatches } from "./mean.js";
import { holdTraining, type Progress, type ResidentTraining } from "./resident.js";
import { expectTrainable, type NotTrainable, type Settings, type TrainingData } from "./settings.js";
import type { TrainState } from "./state.js";

/** Why there is no fit. */
export type NotTrained = NotTrainable | Failure<"Diverged">;

type Events<Part extends string, Result> = Generator<TrainEvent<Part>, E.Either<NotTrained, Result>, Answer>;

/** A training as a value: nothing runs until it is asked for. */
export type Training<Part extends string> = Events<Part, Trained<Part>>;

/** The examples, the training, and how many examples make a batch. */
interface Resident<Part extends string> {
  readonly parts: readonly Part[];
  readonly scope: <A>(body: () => A) => A;
  readonly training: ResidentTraining<Part>;
  readonly size: number;
}

/** Where it came to, and whether it was told to stop there. */
interface Reached<Part extends string> {
  readonly progress: Progress<Part>;
  readonly stopped: boolean;
}

/** Does as an answer says; whether that is to stop. */
const heed = ({ pace }: { readonly pace: (rate: number) => void }, answer: Answer): boolean => {
  if (typeof answer === "object") pace(answer.rate);
  return answer === "stop";
};

/** The batches of an epoch that are still to be made. */
function* learn<Part extends string>(
  { scope, training, size }: Resident<Part>,
  { count, gather }: ResidentExamples,
  start: Progress<Part>,
): Events<Part, Reached<Part>> {
  const epoch = start.history.length;
  let progress = start;
  const reached = (stopped: boolean) => E.right({ progress, stopped });
  const stateOfNow = () => {
    const [steps, now] = [training.taken(), progress];
    return (): TrainState<Part> => {
      if (training.taken() !== steps) throw new RangeError("the training has gone on since it was in this state");
      return training.copyOut(now);
    };
  };
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    if (batch < start.underWay.batches) continue;
    const at = { epoch, batch, examples };
    if (heed(training, yield { _tag: "BatchStarted", ...at, state: stateOfNow() })) return reached(true);
    const losses = scope(() => training.step(examples, gather(range)));
    if (!Number.isFinite(losses.loss)) return E.left(diverged(training.taken() + 1, losses.loss));
    progress = { ...progress, underWay: addBatch(progress.underWay, losses, examples) };
    if (heed(training, yield { _tag: "BatchEnded", ...at, losses, state: stateOfNow() })) return reached(true);
  }
  return reached(false);
}

/** The mean losses of all examples as they are. */
const judge = <Part extends string>(
  { parts, scope, training, size }: Resident<Part>,
  { count, gather }: ResidentExamples,
  key: Key,
): Losses<Part> => {
  let sums = noBatches(parts);
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    const losses = scope(() => training.evaluate(foldIn(key, batch), examples, gather(range)));
    sums = addBatch(sums, losses, examples);
  }
  return meanOf(sums);
};

/** What was made before, told again; whether someone says stop to it. */
function* recall<Part extends string>({ history }: TrainState<Part>): Generator<TrainEvent<Part>, boolean, Answer> {
  for (const [epoch, losses] of history.entries())
    if ((yield { _tag: "EpochRecalled", epoch, losses }) === "stop") return true;
  return false;
}

/** The events of a training, which is in this workspace. */
function* eventsIn<Part extends string>(
  workspace: Workspace,
  training: ResidentTraining<Part>,
  trainable: Trainable<Part>,
  { batch: size, epochs }: Settings,
  data: TrainingData,
  start: TrainState<Part>,
): Training<Part> {
  const train = placeExamples(workspace, data.train);
  const test = data.test && placeExamples(workspace, data.test);
  const resident = { parts: trainable.parts, scope: workspace.arena.scope, training, size };
  const ofTest = named(start.key, "test");

  let progress: Progress<Part> = start;
  const batches = Math.ceil(train.count / size);
  const opening = { epochs, epoch: start.history.length, batches, examples: train.count, state: start };
  let stopped = (yield { _tag: "RunStarted", ...opening }) === "stop" || (yield* recall(start));
  while (!stopped && progress.history.length < epochs) {
    const epoch = progress.history.length;
    const batch = progress.underWay.batches;
    const answer = yield { _tag: "EpochStarted", epoch, batch };
    stopped = batch === 0 ? heed(training, answer) : answer === "stop";
    if (stopped) break;
    train.arrange(orderOf(start.key, epoch, train.count));
    const learnt = yield* learn(resident, train, progress);
    if (E.isLeft(learnt)) return learnt;
    progress = learnt.right.progress;
    stopped = learnt.right.stopped;
    if (stopped) break;
    const judged = test ? judge(resident, test, foldIn(ofTest, epoch)) : null;
    const losses = { train: meanOf(progress.underWay), test: judged };
    progress = { history: [...progress.history, losses], underWay: noBatches(trainable.parts) };
    stopped = heed(training, yield { _tag: "EpochEnded", epoch, losses, state: training.copyOut(progress) });
  }
  const { history } = progress;
  const outcome = history.length < epochs ? "stopped" : "completed";
  const trained: Trained<Part> = { state: training.copyOut(progress), history, outcome };
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
export function* fitSteps<Part extends string>(
  runtime: Runtime,
  trainable: Trainable<Part>,
  settings: Settings,
  data: TrainingData,
  start: TrainState<Part>,
): Training<Part> {
  const checked = expectTrainable(trainable, settings, data);
  if (E.isLeft(checked)) return checked;
  return yield* runtime.lend(function* (workspace) {
    const training = holdTraining(workspace, trainable, settings.optimizer, start);
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
export const fit = <Part extends string>(
  runtime: Runtime,
  trainable: Trainable<Part>,
  settings: Settings,
  data: TrainingData,
  start: TrainState<Part>,
  observe: (event: TrainEvent<Part>) => Answer = () => undefined,
): E.Either<NotTrained, Trained<Part>> => {
  const training = fitSteps(runtime, trainable, settings, data, start);
  let next = training.next();
  while (!next.done) next = training.next(observe(next.value));
  return next.value;
};

/** The same, waiting after each event for `observe`: lets a program draw, save, or be interrupted. */
export const fitAsync = async <Part extends string>(
  training: Training<Part>,
  observe: (event: TrainEvent<Part>) => Promise<Answer>,
): Promise<E.Either<NotTrained, Trained<Part>>> => {
  let next = training.next();
  while (!next.done) next = training.next(await observe(next.value));
  return next.value;
};
