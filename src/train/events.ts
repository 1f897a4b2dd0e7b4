import type { Losses } from "../models/objective.js";
import type { TrainState } from "./state.js";

/** Losses of an epoch: means over all examples, those of training taken as the parameters moved. */
export interface EpochLosses<Part extends string> {
  readonly train: Losses<Part>;
  /** Null where there are no test examples. */
  readonly test: Losses<Part> | null;
}

/** How a training ended. */
export type Outcome = "completed" | "stopped";

/**
 * What happens in a training, in the order in which it happens. Epochs and batches are counted from 0, each batch
 * within its epoch.
 */
export type TrainEvent<Part extends string = string> =
  | {
      readonly _tag: "RunStarted";
      /** Epochs to make, the first of them, and batches in each. */
      readonly epochs: number;
      readonly epoch: number;
      readonly batches: number;
      readonly examples: number;
      readonly state: TrainState;
    }
  | { readonly _tag: "EpochStarted"; readonly epoch: number }
  | { readonly _tag: "BatchStarted"; readonly epoch: number; readonly batch: number; readonly examples: number }
  | {
      readonly _tag: "BatchEnded";
      readonly epoch: number;
      readonly batch: number;
      readonly examples: number;
      /** Means over the batch, before its update. */
      readonly losses: Losses<Part>;
    }
  | {
      readonly _tag: "EpochEnded";
      readonly epoch: number;
      readonly losses: EpochLosses<Part>;
      /** The parameters of now, for pictures and checkpoints. */
      readonly state: TrainState;
    }
  | { readonly _tag: "RunEnded"; readonly trained: Trained<Part> };

/** What a training found. */
export interface Trained<Part extends string = string> {
  readonly state: TrainState;
  /** One row an epoch. */
  readonly history: readonly EpochLosses<Part>[];
  readonly outcome: Outcome;
}
