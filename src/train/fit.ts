/**
 * Training as a fold of steps over shuffled batches: `fitSteps` yields what happens, `fit` runs it to the end. What is
 * found equals, bit for bit, the fold of `trainStep` over the `batchesOf` each epoch.
 */
import { either as E } from "fp-ts";
import { badOption } from "../core/checks.js";
import type { Computation } from "../core/computation.js";
import { foldIn, type Key, named } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import type { Trainable } from "./alternating.js";
import { orderOf, type PreparedExamples, placeExamples, rangesOf } from "./data.js";
import type { Answer, TrainEvent, Trained } from "./events.js";
import { addBatch, meanOf, noBatches } from "./mean.js";
import type { Losses } from "./objective.js";
import { diverged, expectRate, expectTrainable, type TrainingData, type TrainingOptions } from "./options.js";
import { begin, type TrainState } from "./state.js";
import { openTrainingSession, type TrainingProgress, type TrainingSession } from "./trainingSession.js";

/** A training as a value: a generator of its events, which takes answers. Nothing runs until it is asked for. */
export type Training<Term extends string = string> = Computation<TrainEvent<Term>, Trained<Term>, Answer>;

/** The training, its examples' scope, and how many examples make a batch. */
interface OpenTraining<Term extends string> {
  readonly terms: readonly Term[];
  readonly scope: <A>(body: () => A) => A;
  readonly session: TrainingSession<Term>;
  readonly size: number;
}

/** Where it came to, and whether it was told to stop there. */
interface EpochProgress<Term extends string> {
  readonly progress: TrainingProgress<Term>;
  readonly stopped: boolean;
}

/** Whether an answer is to stop, where its rate is ignored. */
const isStop = (answer: Answer): E.Either<Failure, boolean> =>
  typeof answer === "object" && answer !== null && "failure" in answer
    ? E.left(answer.failure)
    : E.right(answer === "stop");

/** Does as an answer says; whether that is to stop. */
const applyAnswer = (
  { setLearningRate }: Pick<TrainingSession<string>, "setLearningRate">,
  answer: Answer,
): E.Either<Failure, boolean> => {
  if (typeof answer !== "object" || answer === null || "failure" in answer) return isStop(answer);
  return E.map((rate: number) => {
    setLearningRate(rate);
    return false;
  })(expectRate(answer.rate));
};

/** The batches of an epoch that are still to be made. */
function* trainEpoch<Term extends string>(
  { scope, session, size }: OpenTraining<Term>,
  { count, gather }: PreparedExamples,
  start: TrainingProgress<Term>,
): Computation<TrainEvent<Term>, EpochProgress<Term>, Answer> {
  const epoch = start.history.length;
  let progress = start;
  const stateOfNow = () => {
    const [steps, now] = [session.taken(), progress];
    return (): TrainState<Term> => {
      if (session.taken() !== steps) throw new RangeError("the training has left this state behind");
      return session.copyOut(now);
    };
  };
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    if (batch < start.currentEpoch.batches) continue;
    const at = { epoch, batch, examples };
    const before = applyAnswer(session, yield { kind: "BatchStarted", ...at, state: stateOfNow() });
    if (E.isLeft(before)) return before;
    if (before.right) return E.right({ progress, stopped: true });
    const losses = scope(() => session.step(examples, gather(range)));
    if (!Number.isFinite(losses.loss)) return E.left(diverged(session.taken() + 1, losses.loss));
    progress = { ...progress, currentEpoch: addBatch(progress.currentEpoch, losses, examples) };
    const after = applyAnswer(session, yield { kind: "BatchEnded", ...at, losses, state: stateOfNow() });
    if (E.isLeft(after)) return after;
    if (after.right) return E.right({ progress, stopped: true });
  }
  return E.right({ progress, stopped: false });
}

/** The mean losses of all examples as they are. */
const evaluateEpoch = <Term extends string>(
  { terms, scope, session, size }: OpenTraining<Term>,
  { count, gather }: PreparedExamples,
  key: Key,
): Losses<Term> => {
  let sums = noBatches(terms);
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    const losses = scope(() => session.evaluate(foldIn(key, batch), examples, gather(range)));
    sums = addBatch(sums, losses, examples);
  }
  return meanOf(sums);
};

/** What was done before, replayed; whether the answer to some of it is to stop. */
function* replay<Term extends string>({ history }: TrainState<Term>): Computation<TrainEvent<Term>, boolean, Answer> {
  for (const [epoch, losses] of history.entries()) {
    const stopped = isStop(yield { kind: "EpochReplayed", epoch, losses });
    if (E.isLeft(stopped) || stopped.right) return stopped;
  }
  return E.right(false);
}

/** The events of a training, which is in this workspace. */
function* eventsIn<Term extends string>(
  workspace: Workspace,
  session: TrainingSession<Term>,
  trainable: Trainable<Term>,
  data: TrainingData,
  { batch: size, epochs }: Pick<TrainingOptions, "batch" | "epochs">,
  start: TrainState<Term>,
): Training<Term> {
  const train = placeExamples(workspace, data.train);
  const test = data.test && placeExamples(workspace, data.test);
  const open = { terms: trainable.terms, scope: workspace.arena.scope, session, size };
  const ofTest = named(start.key, "test");

  let progress: TrainingProgress<Term> = start;
  const batches = Math.ceil(train.count / size);
  const opening = { epochs, epoch: start.history.length, batches, examples: train.count, state: start };
  const opened = isStop(yield { kind: "RunStarted", ...opening });
  const replayed = E.isLeft(opened) || opened.right ? opened : yield* replay(start);
  if (E.isLeft(replayed)) return replayed;
  let stopped = replayed.right;
  while (!stopped && progress.history.length < epochs) {
    const epoch = progress.history.length;
    const batch = progress.currentEpoch.batches;
    const answer = yield { kind: "EpochStarted", epoch, batch };
    const began = batch === 0 ? applyAnswer(session, answer) : isStop(answer);
    if (E.isLeft(began)) return began;
    stopped = began.right;
    if (stopped) break;
    train.arrange(orderOf(start.key, epoch, train.count));
    const made = yield* trainEpoch(open, train, progress);
    if (E.isLeft(made)) return made;
    progress = made.right.progress;
    stopped = made.right.stopped;
    if (stopped) break;
    const tested = test ? evaluateEpoch(open, test, foldIn(ofTest, epoch)) : null;
    const losses = { train: meanOf(progress.currentEpoch), test: tested };
    progress = { history: [...progress.history, losses], currentEpoch: noBatches(trainable.terms) };
    const ended = applyAnswer(session, yield { kind: "EpochEnded", epoch, losses, state: session.copyOut(progress) });
    if (E.isLeft(ended)) return ended;
    stopped = ended.right;
  }
  const { history } = progress;
  const outcome = history.length < epochs ? "stopped" : "completed";
  const trained: Trained<Term> = { state: session.copyOut(progress), history, outcome };
  yield { kind: "RunEnded", trained };
  return E.right(trained);
}

/**
 * Trains, one event at a time: shuffles the examples each epoch, steps through their batches, evaluates the test
 * examples. All of it lives in one workspace, which does not grow after the first epoch. A state in the middle of an
 * epoch resumes at its next batch.
 *
 * Answers to every event count but the last; of those to what a training that resumes has behind it (`RunStarted`,
 * `EpochReplayed`, an `EpochStarted` in the middle) only "stop" and failures, since the rate is the state's.
 *
 * Errors: `BadArgument`, `BadOption`, `BadOptimizer`, `NoOptimizer`; `ShapeMismatch`, `NoExamples` where the data or the
 * start are not the objective's; `OtherKey` where the start has another; `BadRate` of an answer, or its failure;
 * `Diverged` with the step (from 1) in which a loss is no finite number: the sub-objective whose it is was not updated.
 */
export function* fitSteps<Term extends string>(
  runtime: Runtime,
  key: Key,
  objective: Trainable<Term>,
  data: TrainingData,
  options: TrainingOptions<Term>,
): Computation<TrainEvent<Term>, Trained<Term>, Answer> {
  const checked = expectTrainable(runtime, key, objective, data, options);
  if (E.isLeft(checked)) return checked;
  const started = options.start
    ? E.right(options.start)
    : begin(runtime, key, objective, { optimizer: options.optimizer });
  if (E.isLeft(started)) return started;
  return yield* runtime.lend(function* (workspace) {
    const session = openTrainingSession(workspace, objective, options.optimizer, started.right);
    try {
      return yield* eventsIn(workspace, session, objective, data, options, started.right);
    } finally {
      session.leave();
    }
  });
}

/** How to train, and who is told of it. */
export interface FitTrainingOptions<Term extends string = string> extends TrainingOptions<Term> {
  /** Told of each event; it may answer. */
  readonly observe?: ((event: TrainEvent<Term>) => Answer) | undefined;
}

/**
 * `fitSteps` from start to end; `observe` is told of each event, and answers.
 *
 * Errors: as `fitSteps`.
 */
export const fit = <Term extends string>(
  runtime: Runtime,
  key: Key,
  objective: Trainable<Term>,
  data: TrainingData,
  options: FitTrainingOptions<Term>,
): E.Either<Failure, Trained<Term>> => {
  const { observe = () => undefined } = options ?? {};
  if (typeof observe !== "function") return badOption("observe", "a function of an event", observe);
  const training = fitSteps(runtime, key, objective, data, options);
  let next = training.next();
  while (!next.done) next = training.next(observe(next.value));
  return next.value;
};

/**
 * A training to its end, waiting after each event for `observe`: lets a program draw, save, or be interrupted.
 *
 * Errors: as `fitSteps`; `BadOption` where one of the two is not what belongs there.
 */
export const fitAsync = async <Term extends string>(
  training: Training<Term>,
  observe: (event: TrainEvent<Term>) => Promise<Answer>,
): Promise<E.Either<Failure, Trained<Term>>> => {
  if (typeof training?.next !== "function") return badOption("training", "what train.fitSteps gives", training);
  if (typeof observe !== "function") return badOption("observe", "a function of an event", observe);
  let next = training.next();
  while (!next.done) next = training.next(await observe(next.value));
  return next.value;
};
