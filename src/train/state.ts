import { type Key, named } from "../core/key.js";
import type { Trainable } from "../models/game.js";
import type { Losses } from "../models/objective.js";
import type { Weights } from "../nn/weights.js";
import type { OptimizerState } from "../optim/optimizer.js";
import type { Runtime } from "../wasm/runtime.js";
import { type LossSums, noBatches } from "./mean.js";
import { moversOf, type Optimizers } from "./movers.js";

/** Losses of an epoch: means over all examples, those of training taken as the parameters moved. */
export interface EpochLosses<Part extends string> {
  readonly train: Losses<Part>;
  /** Null where there are no test examples. */
  readonly test: Losses<Part> | null;
}

/**
 * Where a training stands, at any batch: a plain value, from which it continues with the same bits as if it had not
 * stopped. The order of an epoch comes from the key and its number, the noise of a step from the key and its number.
 */
export interface TrainState<Part extends string = string> {
  /** What is learnt, and the running values of batch norm. */
  readonly weights: Weights;
  /** The moments of all players, one behind the other, and the steps taken. */
  readonly optimizer: OptimizerState;
  /** Of every draw of the training; the epoch or the step is folded in. It stays the same throughout. */
  readonly key: Key;
  /** The rate that an answer put in the place of the optimiser's; null where none did. */
  readonly rate: number | null;
  /** One row an epoch completed. */
  readonly history: readonly EpochLosses<Part>[];
  /** The batches made of the epoch under way, and their losses. */
  readonly underWay: LossSums<Part>;
}

/**
 * The state before the first step: initial weights from the key, moments of zero.
 *
 * Throws a RangeError where a player has no optimiser.
 */
export const begin = <Part extends string>(
  runtime: Runtime,
  trainable: Trainable<Part>,
  optimizers: Optimizers,
  key: Key,
): TrainState<Part> => {
  const { moments } = moversOf(trainable, optimizers);
  return {
    weights: trainable.init(runtime, named(key, "weights")),
    optimizer: { step: 0, slots: new Float32Array(moments) },
    key,
    rate: null,
    history: [],
    underWay: noBatches(trainable.parts),
  };
};
