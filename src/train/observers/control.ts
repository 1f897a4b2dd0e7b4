/** Observers that answer: they stop a training or change its learning rate. */
import { type Plateau, reduceOnPlateau } from "../../optim/plateau.js";
import { type Observer, observer, on } from "../observer.js";
import { closedBy, type Monitor, testLoss } from "./epochs.js";

/** When to stop. */
export interface EarlyStopOptions<Term extends string> {
  /** Epochs in a row without an improvement, at the end of the last of which the training ends. */
  readonly patience: number;
  /** What a smaller value must be smaller by to be an improvement; 0 by default. */
  readonly threshold?: number;
  /** What is to become smaller; the test loss by default. */
  readonly of?: Monitor<Term>;
}

/** Stops a training whose value (the test loss) has not become smaller for so many epochs; NaN is no improvement. */
export const earlyStop = <Term extends string>({
  patience,
  threshold = 0,
  of = testLoss,
}: EarlyStopOptions<Term>): Observer<Term, never> =>
  observer({ best: Number.POSITIVE_INFINITY, bad: 0 }, ({ best, bad }, event) => {
    const closed = closedBy(event);
    if (!closed) return {};
    const value = of(closed.losses);
    if (value < best - threshold) return { state: { best: value, bad: 0 } };
    return { state: { best, bad: bad + 1 }, ...(bad + 1 >= patience ? { answer: "stop" } : {}) };
  });

/**
 * The rate of each epoch (counted from 0), in the place of the optimiser's own. A rate that changes from step to step is
 * the optimiser's: it takes a `Schedule`.
 */
export const rateSchedule = (rate: (epoch: number) => number): Observer<string, never> =>
  on("EpochStarted", ({ epoch }) => ({ answer: { rate: rate(epoch) } }));

/**
 * Lowers the rate when what is monitored (the test loss) stops improving, by PyTorch's rule; its rate is in force from
 * the first epoch on, in the place of the optimiser's own.
 */
export const reducePlateau = <Term extends string>(
  plateau: Plateau,
  { of = testLoss }: { readonly of?: Monitor<Term> } = {},
): Observer<Term, never> => {
  const { init, observe } = reduceOnPlateau(plateau);
  return observer(init, (state, event) => {
    if (event.kind === "EpochStarted") return { answer: { rate: state.rate } };
    const closed = closedBy(event);
    return closed ? { state: observe(state, of(closed.losses)) } : {};
  });
};
