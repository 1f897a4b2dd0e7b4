import { type Key, named } from "../core/key.js";
import type { Objective } from "../models/objective.js";
import type { Weights } from "../nn/weights.js";
import type { Definition } from "../optim/definition.js";
import { type OptimizerState, optimizer } from "../optim/optimizer.js";
import type { Runtime } from "../wasm/runtime.js";

/** Where a training stands: a plain value, from which it continues with the same bits as if it had not stopped. */
export interface TrainState {
  /** What is learnt, and the running values of batch norm. */
  readonly weights: Weights;
  /** The moments, and the steps taken. */
  readonly optimizer: OptimizerState;
  /** Of every draw of the training; the epoch or the step is folded in. It stays the same throughout. */
  readonly key: Key;
  /** Epochs completed. */
  readonly epoch: number;
}

/** The state before the first step: initial weights from the key, moments of zero. */
export const begin = (runtime: Runtime, objective: Objective, definition: Definition, key: Key): TrainState => {
  const weights = objective.init(runtime, named(key, "weights"));
  return { weights, optimizer: optimizer(runtime, definition).init(weights.params), key, epoch: 0 };
};
