import { either as E, function as F } from "fp-ts";
import { badOption, checked, expectCount, expectOptions } from "../../core/checks.js";
import type { Failure } from "../../failure.js";
import type { TrainEvent } from "../events.js";
import { failing, type Observer, type Output, observer } from "../observer.js";
import type { TrainState } from "../state.js";
import { closedBy, expectMonitor, type Monitor, testLoss } from "./epochs.js";

/** Which checkpoints stay: each one, the last so many, or those of the so many best epochs. */
export type KeptCheckpoints = "each" | { readonly last: number } | { readonly best: number };

/** How to keep checkpoints. */
export interface CheckpointOptions<Term extends string> {
  readonly keep: KeptCheckpoints;
  /** A checkpoint at every step that this divides, beside those at the ends of epochs; not of the best. */
  readonly every?: number | undefined;
  /** What is small in the best epochs; the test loss by default. */
  readonly of?: Monitor<Term> | undefined;
}

/** A state to be kept, and all that is kept from there on: others may go. */
export interface SaveState<Term extends string> {
  readonly kind: "SaveState";
  readonly state: TrainState<Term>;
  /** Steps from the beginning of the training. */
  readonly step: number;
  /** Steps of the checkpoints that stay, with this one; null where all do. */
  readonly steps: readonly number[] | null;
}

interface Candidate {
  readonly step: number;
  readonly value: number;
}

interface State {
  /** Batches of an epoch. */
  readonly batches: number;
  /** What was monitored of the last epoch. */
  readonly value: number;
  /** Oldest first; of "each" the newest alone. */
  readonly kept: readonly Candidate[];
}

/** The better ones first; of equals the older, and NaN last. */
const byValue = (a: Candidate, b: Candidate): number =>
  a.value < b.value ? -1 : a.value > b.value ? 1 : Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));

const select = (keep: KeptCheckpoints, kept: readonly Candidate[]): readonly Candidate[] => {
  if (keep === "each") return kept.slice(-1);
  if ("last" in keep) return kept.slice(-keep.last);
  const best = kept.toSorted(byValue).slice(0, keep.best);
  return kept.filter((candidate) => best.includes(candidate));
};

const expectKeep = (keep: unknown): E.Either<Failure, unknown> => {
  const { last, best } = (keep ?? {}) as { readonly last?: unknown; readonly best?: unknown };
  if (keep === "each") return E.right(keep);
  if ((last === undefined) === (best === undefined))
    return badOption("keep", '"each", { last: n } or { best: n }', keep);
  return last === undefined ? expectCount("keep.best", best) : expectCount("keep.last", last);
};

const keeper = <Term extends string>({
  keep,
  every,
  of = testLoss,
}: CheckpointOptions<Term>): Observer<Term, SaveState<Term>> => {
  const ofBest = typeof keep === "object" && "best" in keep;
  const isDue = (step: number, batches: number): boolean =>
    step > 0 && (step % batches === 0 || (!ofBest && every !== undefined && step % every === 0));

  const add = (state: State, step: number): State => ({
    ...state,
    kept: select(keep, [...state.kept, { step, value: state.value }]),
  });

  /** What was saved at the steps after `from` up to `to`, before this run. */
  const replay = (start: State, from: number, to: number): State => {
    let state = start;
    for (let step = from + 1; step <= to; step++) if (isDue(step, state.batches)) state = add(state, step);
    return state;
  };

  const offer = (
    before: State,
    step: number,
    ofNow: () => TrainState<Term>,
  ): Output<SaveState<Term>> & { state: State } => {
    const state = add(before, step);
    const steps = state.kept.map((candidate) => candidate.step);
    const isNew = steps.includes(step) && !before.kept.some((candidate) => candidate.step === step);
    if (!isNew) return { state: before };
    return { state, effects: [{ kind: "SaveState", state: ofNow(), step, steps: keep === "each" ? null : steps }] };
  };

  const step = (state: State, event: TrainEvent<Term>): Output<SaveState<Term>> & { readonly state?: State } => {
    const { batches } = state;
    const closed = closedBy(event);
    if (closed) {
      const monitored = { ...state, value: of(closed.losses) };
      const { epoch } = closed;
      return {
        state: event.kind === "EpochEnded" ? monitored : replay(monitored, epoch * batches, (epoch + 1) * batches),
      };
    }
    switch (event.kind) {
      case "RunStarted":
        return { state: { ...state, batches: event.batches } };
      case "EpochStarted":
        return { state: replay(state, event.epoch * batches, event.epoch * batches + event.batch) };
      case "BatchStarted": {
        const made = event.epoch * batches + event.batch;
        return isDue(made, batches) ? offer(state, made, event.state) : {};
      }
      case "RunEnded": {
        const { history, currentEpoch } = event.trained.state;
        const made = history.length * batches + currentEpoch.batches;
        const isWanted = made > 0 && (!ofBest || currentEpoch.batches === 0);
        return isWanted ? offer(state, made, () => event.trained.state) : {};
      }
      default:
        return {};
    }
  };

  return observer<Term, State, SaveState<Term>>({ batches: 0, value: Number.NaN, kept: [] }, step);
};

/**
 * Checkpoints at the end of each epoch and every so many steps: what is to be saved and what may go. It asks between
 * the batches, after the answers to all that came before, so that they are in a state that is resumed.
 *
 * Errors, as those of the training: `BadOption`.
 */
export const checkpoints = <Term extends string>(options: CheckpointOptions<Term>): Observer<Term, SaveState<Term>> =>
  F.pipe(
    checked(options, expectOptions(options, ["keep", "every", "of"])),
    E.chainFirst(({ keep, every = 1, of }) =>
      checked(options, expectKeep(keep), expectCount("every", every), expectMonitor(of)),
    ),
    E.match(failing, (options): Observer<Term, SaveState<Term>> => keeper(options)),
  );
