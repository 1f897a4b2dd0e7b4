import { either as E, function as F } from "fp-ts";
import { checked, expectKey } from "../core/checks.js";
import { type Key, named } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Weights } from "../nn/weights.js";
import type { OptimizerState } from "../optim/optimizer.js";
import type { Runtime } from "../wasm/runtime.js";
import { expectObjective, type Trainable } from "./alternating.js";
import { type LossSums, noBatches } from "./mean.js";
import type { Losses } from "./objective.js";
import {
  expectOptimizers,
  expectTrainingOptions,
  type OptimizerOptions,
  parameterGroupsOf,
} from "./parameterGroups.js";

/** Losses of an epoch: means over all examples, those of training taken as the parameters moved. */
export interface EpochLosses<Term extends string> {
  readonly train: Losses<Term>;
  /** Null where there are no test examples. */
  readonly test: Losses<Term> | null;
}

/**
 * Where a training stands, at any batch: a plain value, from which it continues with the same bits as if it had not
 * stopped. The order of an epoch comes from the key and its number, the noise of a step from the key and its number.
 */
export interface TrainState<Term extends string = string> {
  /** What is learnt, and the running values of batch norm. */
  readonly weights: Weights;
  /** The moments of all sub-objectives, one behind the other, and the steps taken. */
  readonly optimizer: OptimizerState;
  /** Of every draw of the training; the epoch or the step is folded in. It stays the same throughout. */
  readonly key: Key;
  /** The rate that an answer put in the place of the optimiser's; null where none did. */
  readonly rate: number | null;
  /** One row an epoch completed. */
  readonly history: readonly EpochLosses<Term>[];
  /** The batches made of the current epoch, and their losses. */
  readonly currentEpoch: LossSums<Term>;
}

/**
 * The state before the first step: initial weights from the key, moments of zero.
 *
 * Errors: `BadArgument`, `BadOption`; `BadOptimizer`; `NoOptimizer` where a sub-objective has none.
 */
export const begin = <Term extends string>(
  runtime: Runtime,
  key: Key,
  trainable: Trainable<Term>,
  options: OptimizerOptions,
): E.Either<Failure, TrainState<Term>> =>
  F.pipe(
    checked(options, expectObjective(runtime, trainable), expectKey(key), expectTrainingOptions(options)),
    E.chainW(({ optimizer }) => expectOptimizers(trainable, optimizer)),
    E.map((optimizers) => ({
      weights: trainable.init(runtime, named(key, "weights")),
      optimizer: { step: 0, slots: new Float32Array(parameterGroupsOf(trainable, optimizers).moments) },
      key,
      rate: null,
      history: [],
      currentEpoch: noBatches(trainable.terms),
    })),
  );
