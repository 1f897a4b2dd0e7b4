import { type Observer, observer } from "../observer.js";
import { closedBy, type Monitor, testLoss } from "./epoch.js";

/** When to stop. */
export interface Patience<Term extends string> {
  /** Epochs in a row without an improvement, at the end of the last of which the training ends. */
  readonly patience: number;
  /** What a smaller value must be smaller by to be an improvement; 0 by default. */
  readonly threshold?: number;
  readonly of?: Monitor<Term>;
}

/** Stops a training whose value (the test loss) has not become smaller for so many epochs; NaN is no improvement. */
export const earlyStop = <Term extends string>({
  patience,
  threshold = 0,
  of = testLoss,
}: Patience<Term>): Observer<Term, never> =>
  observer({ best: Number.POSITIVE_INFINITY, bad: 0 }, ({ best, bad }, event) => {
    const closed = closedBy(event);
    if (!closed) return {};
    const value = of(closed.losses);
    if (value < best - threshold) return { state: { best: value, bad: 0 } };
    return { state: { best, bad: bad + 1 }, ...(bad + 1 >= patience ? { answer: "stop" } : {}) };
  });
