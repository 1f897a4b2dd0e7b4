import type { TrainEvent } from "../events.js";
import type { EpochLosses } from "../state.js";

/** What an observer watches of an epoch: one number. */
export type Monitor<Term extends string> = (losses: EpochLosses<Term>) => number;

/** The loss of the test examples, of the training where there are none. */
export const testLoss: Monitor<string> = ({ train, test }) => (test ?? train).loss;

/** The epoch that an event closes, now or before this run: what is folded over, so that a training taken up knows it. */
export const closedBy = <Term extends string>(
  event: TrainEvent<Term>,
): { readonly epoch: number; readonly losses: EpochLosses<Term> } | undefined =>
  event._tag === "EpochEnded" || event._tag === "EpochRecalled" ? event : undefined;
