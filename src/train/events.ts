import type { Losses } from "./objective.js";
import type { EpochLosses, TrainState } from "./state.js";

/** How a training ended. */
export type Outcome = "completed" | "stopped";

/**
 * What happens in a training, in the order in which it happens. Epochs and batches are counted from 0, each batch
 * within its epoch. A training that is taken up first recalls the epochs that it has made, so that those who fold over
 * epochs know what they would have known.
 */
export type TrainEvent<Term extends string = string> =
  | {
      readonly _tag: "RunStarted";
      /** Epochs in all, those made before, and batches in each. */
      readonly epochs: number;
      readonly epoch: number;
      readonly batches: number;
      readonly examples: number;
      readonly state: TrainState<Term>;
    }
  | { readonly _tag: "EpochRecalled"; readonly epoch: number; readonly losses: EpochLosses<Term> }
  | {
      readonly _tag: "EpochStarted";
      readonly epoch: number;
      /** Batches of it that were made before. */
      readonly batch: number;
    }
  | {
      readonly _tag: "BatchStarted";
      readonly epoch: number;
      readonly batch: number;
      readonly examples: number;
      /** The state with all that was answered so far, for checkpoints; throws once the batch is made. */
      readonly state: () => TrainState<Term>;
    }
  | {
      readonly _tag: "BatchEnded";
      readonly epoch: number;
      readonly batch: number;
      readonly examples: number;
      /** Means over the batch, before its update. */
      readonly losses: Losses<Term>;
      /** The state before the answer to this; throws once the next batch is made. */
      readonly state: () => TrainState<Term>;
    }
  | {
      readonly _tag: "EpochEnded";
      readonly epoch: number;
      readonly losses: EpochLosses<Term>;
      /** The parameters of now, for pictures. */
      readonly state: TrainState<Term>;
    }
  | { readonly _tag: "RunEnded"; readonly trained: Trained<Term> };

/** What a training found. */
export interface Trained<Term extends string = string> {
  readonly state: TrainState<Term>;
  /** One row an epoch. */
  readonly history: readonly EpochLosses<Term>[];
  readonly outcome: Outcome;
}
