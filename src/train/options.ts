/** What a training is asked for, and what of it cannot be done. */
import { either as E, function as F } from "fp-ts";
import { expectCount, expectKey, expectModel, expectOption, expectOptions } from "../core/checks.js";
import type { Key } from "../core/key.js";
import { shapeMismatch } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { type Failure, numerical, usage } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import { expectObjective, type Trainable } from "./alternating.js";
import { type Examples, expectColumns } from "./data.js";
import {
  expectOptimizers,
  expectTrainingOptions,
  type OptimizerOptions,
  parameterGroupsOf,
} from "./parameterGroups.js";
import type { TrainState } from "./state.js";

/** How to train. */
export interface TrainingOptions<Term extends string = string> extends OptimizerOptions {
  /** Examples a batch; the last one of an epoch may have fewer. */
  readonly batch: number;
  /** Epochs in all: a state that has made some makes the others. */
  readonly epochs: number;
  /** Where to resume, with the key that it began with; by default the training begins, as `begin` has it. */
  readonly start?: TrainState<Term> | undefined;
}

/** What is learnt from, and what is only evaluated. */
export interface TrainingData {
  readonly train: Examples;
  readonly test?: Examples | undefined;
}

/** A training that diverged: the loss of the step (counted from 1) is no finite number. */
export const diverged = (step: number, loss: number): Failure<"Diverged"> =>
  numerical("Diverged", "the loss is not a finite number any more", {
    where: `step ${step}`,
    got: String(loss),
    hint: "take a smaller rate, or clip the gradient",
  });

/** A learning rate of 0 or more. Errors: `BadRate`. */
export const expectRate = (rate: number): E.Either<Failure<"BadRate">, number> =>
  Number.isFinite(rate) && rate >= 0
    ? E.right(rate)
    : E.left(
        usage("BadRate", "a rate is a finite number of 0 or more", { where: "answer of the observer", got: `${rate}` }),
      );

/** A state of this model under this key. Errors: `BadArgument`, `OtherKey`, `ShapeMismatch`. */
const expectStart = (
  key: Key,
  trainable: Trainable,
  { optimizer }: OptimizerOptions,
  start: TrainState,
): E.Either<Failure, unknown> => {
  const fields = ["weights", "optimizer", "key", "rate", "history", "currentEpoch"];
  const isState = expectModel("the start", start, fields, "train.begin, or a training,");
  if (E.isLeft(isState)) return isState;
  const { params, state } = start.weights;
  const { k0, k1 } = start.key;
  if (k0 !== key.k0 || k1 !== key.k1)
    return E.left(
      usage("OtherKey", "a training resumes with the key that it began with", {
        where: "start",
        expected: `${k0}, ${k1}`,
        got: `${key.k0}, ${key.k1}`,
      }),
    );
  const wanted = [
    floatsOf(trainable.params),
    floatsOf(trainable.state),
    parameterGroupsOf(trainable, optimizer).moments,
  ];
  const got = [params.length, state.length, start.optimizer.slots.length];
  return wanted.every((n, i) => n === got[i])
    ? E.right(start)
    : E.left(shapeMismatch("floats of parameters, running state and moments", wanted, got, "start"));
};

/**
 * Checks what `fit` is given.
 *
 * Errors: `BadArgument`, `BadOption`; `BadOptimizer`; `NoOptimizer`; `ShapeMismatch`, `NoExamples` with the place;
 * `OtherKey`.
 */
export const expectTrainable = (
  runtime: Runtime,
  key: Key,
  trainable: Trainable,
  data: TrainingData,
  options: TrainingOptions,
): E.Either<Failure, unknown> =>
  F.pipe(
    expectObjective(runtime, trainable),
    E.chain(() => expectKey(key)),
    E.chain((): E.Either<Failure, unknown> => expectTrainingOptions(options, ["observe"])),
    E.chain(() => expectOption("data", typeof data === "object" && data !== null, "{ train, test }", data)),
    E.chain(() => expectOptions(data, ["train", "test"])),
    E.chain(() => expectCount("batch", options.batch)),
    E.chain(() => expectCount("epochs", options.epochs)),
    E.chainW(() => expectOptimizers(trainable, options.optimizer)),
    E.chainW(() => expectColumns(trainable.columns, data.train, "training examples")),
    E.chainW(() => (data.test ? expectColumns(trainable.columns, data.test, "test examples") : E.right(null))),
    E.chainW(() => (options.start ? expectStart(key, trainable, options, options.start) : E.right(null))),
  );
