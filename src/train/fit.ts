/**
 * Training as a fold of steps over shuffled batches: `fitSteps` yields what happens, `fit` runs it to the end. What is
 * found equals, bit for bit, the fold of `trainStep` over the `batchesOf` each epoch.
 */
import { either as E } from "fp-ts";
import { foldIn, type Key, named } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Losses, Objective } from "../models/objective.js";
import type { Schedule } from "../optim/schedules.js";
import type { Runtime } from "../wasm/runtime.js";
import { orderOf, placeExamples, type ResidentExamples, rangesOf } from "./data.js";
import { diverged } from "./diverged.js";
import type { EpochLosses, TrainEvent, Trained } from "./events.js";
import { meanLosses } from "./mean.js";
import { holdTraining, type ResidentTraining } from "./resident.js";
import { expectTrainable, type NotTrainable, type Settings, type TrainingData } from "./settings.js";
import type { TrainState } from "./state.js";

/** Why there is no fit. */
export type NotTrained = NotTrainable | Failure<"Diverged">;

/**
 * An answer to the end of a batch or of an epoch: "stop" ends the training there, a rate takes the place of the
 * optimiser's from there on (what `reduceOnPlateau` finds). Answers to other events are not heard.
 */
export type Answer = "stop" | { readonly rate: Schedule } | undefined;

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

/** One epoch of steps: its mean losses, or null where it was stopped. */
function* learn<Part extends string>(
  { parts, scope, training, size }: Resident<Part>,
  { count, gather }: ResidentExamples,
  epoch: number,
): Events<Part, Losses<Part> | null> {
  const mean = meanLosses(parts);
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    yield { _tag: "BatchStarted", epoch, batch, examples };
    const losses = scope(() => training.step(examples, gather(range)));
    if (!Number.isFinite(losses.loss)) return E.left(diverged(training.taken() + 1, losses.loss));
    mean.add(losses, examples);
    const answer = yield { _tag: "BatchEnded", epoch, batch, examples, losses };
    if (answer === "stop") return E.right(null);
    if (answer) training.pace(answer.rate);
  }
  return E.right(mean.value());
}

/** The mean losses of all examples as they are. */
const judge = <Part extends string>(
  { parts, scope, training, size }: Resident<Part>,
  { count, gather }: ResidentExamples,
  key: Key,
): Losses<Part> => {
  const mean = meanLosses(parts);
  for (const range of rangesOf(count, size)) {
    const { batch, examples } = range;
    mean.add(
      scope(() => training.evaluate(foldIn(key, batch), examples, gather(range))),
      examples,
    );
  }
  return mean.value();
};

/**
 * Trains, one event at a time: shuffles the examples each epoch, steps through their batches, judges the test examples.
 * All of it lives in one workspace, which does not grow after the first epoch. An epoch that was stopped is not
 * counted: its steps are made, and its examples come anew where the state is taken up again.
 *
 * Errors: `ShapeMismatch`, `NoExamples` where the data are not the objective's; `NotACount`; `Diverged` with the step
 * (from 1) whose loss is no finite number, and whose update is not made.
 */
export function* fitSteps<Part extends string>(
  runtime: Runtime,
  objective: Objective<Part>,
  settings: Settings,
  data: TrainingData,
  start: TrainState,
): Training<Part> {
  const checked = expectTrainable(objective, settings, data);
  if (E.isLeft(checked)) return checked;
  const { batch: size, epochs, optimizer } = settings;

  const workspace = runtime.workspace();
  const train = placeExamples(workspace, data.train);
  const test = data.test && placeExamples(workspace, data.test);
  const training = holdTraining(workspace, objective, optimizer, start);
  const resident = { parts: objective.parts, scope: workspace.arena.scope, training, size };
  const ofTest = named(start.key, "test");

  const history: EpochLosses<Part>[] = [];
  let { epoch } = start;
  const batches = Math.ceil(train.count / size);
  yield { _tag: "RunStarted", epochs, epoch, batches, examples: train.count, state: start };
  while (epoch < epochs) {
    yield { _tag: "EpochStarted", epoch };
    train.arrange(orderOf(start.key, epoch, train.count));
    const learnt = yield* learn(resident, train, epoch);
    if (E.isLeft(learnt)) return learnt;
    if (learnt.right === null) break;
    const losses = { train: learnt.right, test: test ? judge(resident, test, foldIn(ofTest, epoch)) : null };
    history.push(losses);
    epoch += 1;
    const state = training.copyOut(epoch);
    const answer = yield { _tag: "EpochEnded", epoch: epoch - 1, losses, state };
    if (answer === "stop") break;
    if (answer) training.pace(answer.rate);
  }
  const outcome = epoch < epochs ? "stopped" : "completed";
  const trained: Trained<Part> = { state: training.copyOut(epoch), history, outcome };
  yield { _tag: "RunEnded", trained };
  return E.right(trained);
}

/** What hears of every event, and may answer. */
export type Observer<Part extends string> = (event: TrainEvent<Part>) => Answer;

/**
 * `fitSteps` from start to end; `observe` is told of each event.
 *
 * Errors: as `fitSteps`.
 */
export const fit = <Part extends string>(
  runtime: Runtime,
  objective: Objective<Part>,
  settings: Settings,
  data: TrainingData,
  start: TrainState,
  observe: Observer<Part> = () => undefined,
): E.Either<NotTrained, Trained<Part>> => {
  const training = fitSteps(runtime, objective, settings, data, start);
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
