/** What a training tells as it runs, and what it may be told in answer. */
import type { monoid as M } from "fp-ts";
import { describe, type Failure } from "../failure.js";
import type { Losses } from "./objective.js";
import type { EpochLosses, TrainState } from "./state.js";

/** How a training ended. */
export type Outcome = "completed" | "stopped";

/**
 * What happens in a training, in the order in which it happens. Epochs and batches are counted from 0, each batch
 * within its epoch. A training that resumes first replays the epochs that it has made, so that observers that fold over
 * epochs know what they would have known.
 */
export type TrainEvent<Term extends string = string> =
  | {
      readonly kind: "RunStarted";
      /** Epochs in all, those made before, and batches in each. */
      readonly epochs: number;
      readonly epoch: number;
      readonly batches: number;
      readonly examples: number;
      readonly state: TrainState<Term>;
    }
  | { readonly kind: "EpochReplayed"; readonly epoch: number; readonly losses: EpochLosses<Term> }
  | {
      readonly kind: "EpochStarted";
      readonly epoch: number;
      /** Batches of it that were made before. */
      readonly batch: number;
    }
  | {
      readonly kind: "BatchStarted";
      readonly epoch: number;
      readonly batch: number;
      readonly examples: number;
      /** The state with all that was answered so far, for checkpoints; throws once the batch is made. */
      readonly state: () => TrainState<Term>;
    }
  | {
      readonly kind: "BatchEnded";
      readonly epoch: number;
      readonly batch: number;
      readonly examples: number;
      /** Means over the batch, before its update. */
      readonly losses: Losses<Term>;
      /** The state before the answer to this; throws once the next batch is made. */
      readonly state: () => TrainState<Term>;
    }
  | {
      readonly kind: "EpochEnded";
      readonly epoch: number;
      readonly losses: EpochLosses<Term>;
      /** The parameters of now, for pictures. */
      readonly state: TrainState<Term>;
    }
  | { readonly kind: "RunEnded"; readonly trained: Trained<Term> };

/** What a training found. */
export interface Trained<Term extends string = string> {
  readonly state: TrainState<Term>;
  /** One row an epoch. */
  readonly history: readonly EpochLosses<Term>[];
  readonly outcome: Outcome;
}

/**
 * What a training is told in answer to an event: "stop" ends it where it is; a rate takes the place of the optimiser's
 * from there on; a failure ends it without a result; nothing lets it continue as it does.
 */
export type Answer = "stop" | { readonly rate: number } | { readonly failure: Failure } | undefined;

/**
 * Two answers as one: a failure wins (of two the one whose line comes first), then "stop", then the smaller rate. A
 * commutative monoid, so it does not matter who is asked first.
 *
 * @example
 * train.answers.concat({ rate: 0.1 }, { rate: 0.01 }) // => { rate: 0.01 }
 * train.answers.concat({ rate: 0.1 }, "stop") // => "stop"
 */
export const answers: M.Monoid<Answer> = {
  empty: undefined,
  concat: (a, b) => {
    const failures = [a, b].flatMap((answer) => (typeof answer === "object" && "failure" in answer ? [answer] : []));
    const [first, second] = failures;
    if (first) return second && describe(second.failure) < describe(first.failure) ? second : first;
    if (a === "stop" || b === "stop") return "stop";
    const rates = [a, b].flatMap((answer) => (typeof answer === "object" && "rate" in answer ? [answer.rate] : []));
    return rates.length === 0 ? undefined : { rate: Math.min(...rates) };
  },
};
