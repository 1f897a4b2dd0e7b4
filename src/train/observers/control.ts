/** Observers that answer: they stop a training or change its learning rate. */
import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectNumber, expectOption, expectOptions } from "../../core/checks.js";
import { quote, report } from "../../core/report.js";
import { type Failure, usage } from "../../failure.js";
import { Plateau, reduceOnPlateau } from "../../optim/plateau.js";
import { failing, type Observer, observer, on } from "../observer.js";
import { closedBy, expectMonitor, type Monitor, testLoss } from "./epochs.js";

/** What to watch. */
export interface MonitorOptions<Term extends string> {
  /** What is to become smaller; the test loss by default. */
  readonly of?: Monitor<Term> | undefined;
}

/** When to stop. */
export interface EarlyStopOptions<Term extends string> extends MonitorOptions<Term> {
  /** Epochs in a row without an improvement, at the end of the last of which the training ends. */
  readonly patience: number;
  /** What a smaller value must be smaller by to be an improvement; 0 by default. */
  readonly threshold?: number | undefined;
}

/**
 * Stops a training whose value (the test loss) has not become smaller for so many epochs; NaN is no improvement.
 *
 * Errors, as those of the training: `BadOption`.
 *
 * @example
 * const worse = { kind: "EpochEnded", epoch: 0, losses: { train: { loss: 1 }, test: { loss: Number.NaN } } };
 * train.earlyStop({ patience: 1 }).transition(worse).answer // => "stop"
 */
export const earlyStop = <Term extends string>(options: EarlyStopOptions<Term>): Observer<Term, never> =>
  F.pipe(
    checked(options, expectOptions(options, ["patience", "threshold", "of"])),
    E.chainFirst(({ patience, threshold = 0, of }) =>
      checked(
        options,
        expectCount("patience", patience),
        expectNumber("threshold", threshold, "0 or more"),
        expectMonitor(of),
      ),
    ),
    E.match(failing, ({ patience, threshold = 0, of = testLoss }) =>
      observer({ best: Number.POSITIVE_INFINITY, bad: 0 }, ({ best, bad }, event) => {
        const closed = closedBy(event);
        if (!closed) return {};
        const value = of(closed.losses);
        if (value < best - threshold) return { state: { best: value, bad: 0 } };
        return { state: { best, bad: bad + 1 }, ...(bad + 1 >= patience ? { answer: "stop" } : {}) };
      }),
    ),
  );

/**
 * The rate of each epoch (counted from 0), in the place of the optimiser's own. A rate that changes from step to step is
 * the optimiser's: it takes a `Schedule`.
 *
 * Errors, as those of the training: `BadOption` where this is no function, `BadRate` where it gives no rate.
 *
 * @example
 * const halving = train.rateSchedule((epoch) => 0.1 / 2 ** epoch);
 * halving.transition({ kind: "EpochStarted", epoch: 1, batch: 0 }).answer // => { rate: 0.05 }
 */
export const rateSchedule = (rate: (epoch: number) => number): Observer<string, never> =>
  F.pipe(
    expectOption("rate", typeof rate === "function", "a function of the epoch", rate),
    E.match(failing, () => on("EpochStarted", ({ epoch }) => ({ answer: { rate: rate(epoch) } }))),
  );

const expectPlateau = (plateau: Plateau): E.Either<Failure, Plateau> =>
  E.mapLeft((errors: Parameters<typeof report>[0]) => {
    const { path, expected, got } = report(errors)[0]!;
    const where = ["plateau", ...path].join(".");
    return usage("BadOption", "not a value of this option", { where, expected, got: quote(got) });
  })(Plateau.decode(plateau));

/**
 * Lowers the rate when what is monitored (the test loss) stops improving, by PyTorch's rule; its rate is in force from
 * the first epoch on, in the place of the optimiser's own.
 *
 * Errors, as those of the training: `BadOption`, also of a setting of the plateau.
 */
export const reducePlateau = <Term extends string>(
  plateau: Plateau,
  options: MonitorOptions<Term> = {},
): Observer<Term, never> =>
  F.pipe(
    checked(options, expectOptions(options, ["of"])),
    E.chainFirst(({ of }) => expectMonitor(of)),
    E.chainFirst(() => expectPlateau(plateau)),
    E.match(failing, ({ of = testLoss }): Observer<Term, never> => {
      const { init, observe } = reduceOnPlateau(plateau);
      return observer(init, (state, event) => {
        if (event.kind === "EpochStarted") return { answer: { rate: state.rate } };
        const closed = closedBy(event);
        return closed ? { state: observe(state, of(closed.losses)) } : {};
      });
    }),
  );
