import { type Observer, on } from "../observer.js";

/**
 * The rate of each epoch (counted from 0), in the place of the optimiser's own. A rate that changes from step to step is
 * the optimiser's: it takes a `Schedule`.
 */
export const rateSchedule = (rate: (epoch: number) => number): Observer<string, never> =>
  on("EpochStarted", ({ epoch }) => ({ answer: { rate: rate(epoch) } }));
