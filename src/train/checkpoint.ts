/** A training as it is kept: where it stands, of what model, by what optimiser, and what it was asked for. */
import * as t from "io-ts";
import { keyOfWords } from "../core/key.js";
import { Natural, NonNegative, Real, Word32 } from "../core/ranges.js";
import type { Losses } from "./objective.js";
import { Optimizers } from "./parameterGroups.js";
import type { EpochLosses, TrainState } from "./state.js";

/** A checkpoint as a value. */
export interface Checkpoint<Term extends string = string> {
  /** The model's definition: data that survives JSON. */
  readonly model: unknown;
  readonly optimizer: Optimizers;
  /** What the run was asked for, as data: a run that resumes here must be asked for the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly state: TrainState<Term>;
}

const LossesOf = t.record(t.string, Real);
const Epoch = t.strict({ train: LossesOf, test: t.union([LossesOf, t.null]) });

/** All of a checkpoint but its tensors, as JSON has it. */
export const CheckpointHeader = t.strict(
  {
    model: t.unknown,
    optimizer: Optimizers,
    settings: t.UnknownRecord,
    key: t.tuple([Word32, Word32]),
    /** Steps taken, over all epochs. */
    step: Natural,
    rate: t.union([NonNegative, t.null]),
    history: t.readonlyArray(Epoch),
    underWay: t.strict({ batches: Natural, examples: Natural, sums: LossesOf }),
  },
  "a checkpoint",
);
export type CheckpointHeader = t.TypeOf<typeof CheckpointHeader>;

/** The header of a checkpoint. */
export const headerOf = ({ model, optimizer, settings, state }: Checkpoint): CheckpointHeader => ({
  model,
  optimizer,
  settings,
  key: [state.key.k0, state.key.k1],
  step: state.optimizer.step,
  rate: state.rate,
  history: state.history.map(({ train, test }) => ({ train, test })),
  underWay: state.currentEpoch,
});

/** Whether losses are of just these terms. */
const isMadeOf = <Term extends string>(terms: readonly Term[], losses: Readonly<Record<string, number>>): boolean => {
  const names = ["loss", ...terms];
  return Object.keys(losses).length === names.length && names.every((name) => name in losses);
};

/** A state but for its tensors. */
export type Account<Term extends string> = Pick<TrainState<Term>, "key" | "rate" | "history" | "currentEpoch">;

/** What a header tells of the state of a model with these terms; undefined where its losses are of other terms. */
export const accountOf = <Term extends string>(
  terms: readonly Term[],
  { key, rate, history, underWay: currentEpoch }: CheckpointHeader,
): Account<Term> | undefined => {
  const all = [currentEpoch.sums, ...history.flatMap(({ train, test }) => (test ? [train, test] : [train]))];
  if (!all.every((losses) => isMadeOf(terms, losses))) return undefined;
  return {
    key: keyOfWords(...key),
    rate,
    history: history as readonly EpochLosses<Term>[],
    currentEpoch: { ...currentEpoch, sums: currentEpoch.sums as Losses<Term> },
  };
};
