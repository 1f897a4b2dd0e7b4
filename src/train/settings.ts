import { either as E, function as F } from "fp-ts";
import { type Failure, usage } from "../failure.js";
import type { Objective } from "../models/objective.js";
import type { Definition } from "../optim/definition.js";
import { type Examples, expectColumns, type NotItsExamples } from "./data.js";

/** How to train. */
export interface Settings {
  readonly optimizer: Definition;
  /** Examples a batch; the last one of an epoch may have fewer. */
  readonly batch: number;
  /** Epochs in all: a state that has made some makes the others. */
  readonly epochs: number;
}

/** What is learnt from, and what is only judged. */
export interface TrainingData {
  readonly train: Examples;
  readonly test?: Examples;
}

/** Why a training cannot begin. */
export type NotTrainable = NotItsExamples | Failure<"NotACount">;

const expectCount = (what: string, n: number): E.Either<NotTrainable, null> =>
  Number.isInteger(n) && n >= 1
    ? E.right(null)
    : E.left(usage("NotACount", `${what} is an integer of 1 or more`, { got: `${n}` }));

/**
 * Holds settings and data against what an objective reads.
 *
 * Errors: `NotACount`; `ShapeMismatch`, `NoExamples` with the place.
 */
export const expectTrainable = (
  { columns }: Objective,
  { batch, epochs }: Settings,
  { train, test }: TrainingData,
): E.Either<NotTrainable, null> =>
  F.pipe(
    expectCount("the batch size", batch),
    E.chain(() => expectCount("the number of epochs", epochs)),
    E.chainW(() => expectColumns(columns, train, "training examples")),
    E.chainW(() => (test ? expectColumns(columns, test, "test examples") : E.right(null))),
  );
