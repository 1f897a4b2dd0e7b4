/** What a training is asked for, and what of it cannot be done. */
import { either as E, function as F } from "fp-ts";
import type { Key } from "../core/key.js";
import { shapeMismatch } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { type Failure, numerical, usage } from "../failure.js";
import type { Trainable } from "./alternating.js";
import { type Examples, expectColumns, type NotItsExamples } from "./data.js";
import { expectOptimizers, type Optimizers, parameterGroupsOf } from "./parameterGroups.js";
import type { TrainState } from "./state.js";

/** How to train. */
export interface TrainingOptions<Term extends string = string> {
  /** Of all sub-objectives, or of each by name; an objective is one sub-objective. */
  readonly optimizer: Optimizers;
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

/** Why a training cannot begin. */
export type NotTrainable = NotItsExamples | Failure<"NotACount" | "NoOptimizer" | "BadOptimizer" | "OtherKey">;

/** Why there is no fit. */
export type NotTrained = NotTrainable | Failure<"Diverged" | "BadRate">;

/** A training that diverged: the loss of the step (counted from 1) is no finite number. */
export const diverged = (step: number, loss: number): Failure<"Diverged"> =>
  numerical("Diverged", "the loss is not a finite number any more", {
    where: `step ${step}`,
    got: String(loss),
    hint: "take a smaller rate, or clip the gradient",
  });

/** An integer of 1 or more. Errors: `NotACount`. */
export const expectCount = (what: string, n: number): E.Either<Failure<"NotACount">, number> =>
  Number.isInteger(n) && n >= 1
    ? E.right(n)
    : E.left(usage("NotACount", `${what} is an integer of 1 or more`, { got: `${n}` }));

/** A learning rate of 0 or more. Errors: `BadRate`. */
export const expectRate = (rate: number): E.Either<Failure<"BadRate">, number> =>
  Number.isFinite(rate) && rate >= 0
    ? E.right(rate)
    : E.left(
        usage("BadRate", "a rate is a finite number of 0 or more", { where: "answer of the observer", got: `${rate}` }),
      );

/** A state of this model under this key. Errors: `OtherKey`, `ShapeMismatch`. */
const expectStart = (
  key: Key,
  trainable: Trainable,
  optimizers: Optimizers,
  { weights: { params, state }, optimizer: { slots }, ...start }: TrainState,
): E.Either<NotTrainable, null> => {
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
    parameterGroupsOf(trainable, optimizers).moments,
  ];
  const got = [params.length, state.length, slots.length];
  return wanted.every((n, i) => n === got[i])
    ? E.right(null)
    : E.left(shapeMismatch("floats of parameters, running state and moments", wanted, got, "start"));
};

/**
 * Checks options and data against what an objective reads.
 *
 * Errors: `NotACount`; `BadOptimizer`; `NoOptimizer`; `ShapeMismatch`, `NoExamples` with the place; `OtherKey`.
 */
export const expectTrainable = (
  key: Key,
  trainable: Trainable,
  { train, test }: TrainingData,
  { batch, epochs, optimizer, start }: TrainingOptions,
): E.Either<NotTrainable, null> =>
  F.pipe(
    E.Do,
    E.chainW(() => expectCount("the batch size", batch)),
    E.chainW(() => expectCount("the number of epochs", epochs)),
    E.chainW(() => expectOptimizers(trainable, optimizer)),
    E.chainW(() => expectColumns(trainable.columns, train, "training examples")),
    E.chainW(() => (test ? expectColumns(trainable.columns, test, "test examples") : E.right(null))),
    E.chainW(() => (start ? expectStart(key, trainable, optimizer, start) : E.right(null))),
  );
