import { type Key, named } from "../core/key.js";
import type { Losses, Objective } from "../models/objective.js";
import type { Weights } from "../nn/weights.js";
import type { Definition } from "../optim/definition.js";
import { type OptimizerState, optimizer } from "../optim/optimizer.js";
import type { Runtime } from "../wasm/runtime.js";
import { type LossSums, noBatches } from "./mean.js";

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
  /** The moments, and the steps taken. */
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

/** The state before the first step: initial weights from the key, moments of zero. */
export const begin = <Part extends string>(
  runtime: Runtime,
  objective: Objective<Part>,
  definition: Definition,
  key: Key,
): TrainState<Part> => {
  const weights = objective.init(runtime, named(key, "weights"));
  return {
    weights,
    optimizer: optimizer(runtime, definition).init(weights.params),
    key,
    rate: null,
    history: [],
    underWay: noBatches(objective.parts),
  };
};
