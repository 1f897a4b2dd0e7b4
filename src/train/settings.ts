import { either as E, function as F } from "fp-ts";
import { type Failure, usage } from "../failure.js";
import { subObjectivesOf, type Trainable } from "./alternating.js";
import { type Examples, expectColumns, type NotItsExamples } from "./data.js";
import { type Optimizers, withoutOptimizer } from "./parameterGroups.js";

/** How to train. */
export interface Settings {
  /** Of all players, or of each by name; an objective has one player. */
  readonly optimizer: Optimizers;
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
export type NotTrainable = NotItsExamples | Failure<"NotACount" | "NoOptimizer">;

const expectCount = (what: string, n: number): E.Either<NotTrainable, null> =>
  Number.isInteger(n) && n >= 1
    ? E.right(null)
    : E.left(usage("NotACount", `${what} is an integer of 1 or more`, { got: `${n}` }));

const expectOptimizers = (trainable: Trainable, optimizers: Optimizers): E.Either<NotTrainable, null> => {
  const without = withoutOptimizer(trainable, optimizers);
  return without === undefined
    ? E.right(null)
    : E.left(
        usage("NoOptimizer", "each player has an optimiser", {
          expected: subObjectivesOf(trainable)
            .map(({ name }) => name)
            .join(", "),
          got: `none for ${without}`,
        }),
      );
};

/**
 * Holds settings and data against what an objective reads.
 *
 * Errors: `NotACount`; `NoOptimizer`; `ShapeMismatch`, `NoExamples` with the place.
 */
export const expectTrainable = (
  trainable: Trainable,
  { batch, epochs, optimizer }: Settings,
  { train, test }: TrainingData,
): E.Either<NotTrainable, null> =>
  F.pipe(
    expectCount("the batch size", batch),
    E.chain(() => expectCount("the number of epochs", epochs)),
    E.chain(() => expectOptimizers(trainable, optimizer)),
    E.chainW(() => expectColumns(trainable.columns, train, "training examples")),
    E.chainW(() => (test ? expectColumns(trainable.columns, test, "test examples") : E.right(null))),
  );
