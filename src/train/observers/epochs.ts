/** What observers watch of epochs, and effects at chosen ones. */
import { either as E, function as F } from "fp-ts";
import { expectOption } from "../../core/checks.js";
import type { Failure } from "../../failure.js";
import type { TrainEvent } from "../events.js";
import { type EventOf, failing, type Observer, on } from "../observer.js";
import type { EpochLosses } from "../state.js";

/** What an observer watches of an epoch: one number. */
export type Monitor<Term extends string> = (losses: EpochLosses<Term>) => number;

/** A monitor, where one is given. Errors: `BadOption`. */
export const expectMonitor = (of: unknown): E.Either<Failure, unknown> =>
  expectOption("of", of === undefined || typeof of === "function", "a function of the losses of an epoch", of);

/** The loss of the test examples, of the training where there are none. */
export const testLoss: Monitor<string> = ({ train, test }) => (test ?? train).loss;

/** The epoch that an event closes, now or before this run: what is folded over, so that a resumed training knows it. */
export const closedBy = <Term extends string>(
  event: TrainEvent<Term>,
): { readonly epoch: number; readonly losses: EpochLosses<Term> } | undefined =>
  event.kind === "EpochEnded" || event.kind === "EpochReplayed" ? event : undefined;

/**
 * 0 to 9, and floor(i^1.701) for i from 0 to 58: epochs that lie ever farther apart, the last of them 999.
 *
 * Source: "Autoencoders in Keras", part 3, on Habr.
 */
export const sparserEpochs: ReadonlySet<number> = new Set([
  ...Array.from({ length: 10 }, (_, i) => i),
  ...Array.from({ length: 59 }, (_, i) => Math.floor(i ** 1.701)),
]);

/**
 * An effect at the end of chosen epochs, counted from 0.
 *
 * Errors, as those of the training: `BadOption` for what is no set of epochs, or no function.
 *
 * @example
 * const first = train.onEpochs(new Set([0]), ({ epoch }) => `draw epoch ${epoch}`);
 * first.transition({ kind: "EpochEnded", epoch: 0 }).effects // => ["draw epoch 0"]
 */
export const onEpochs = <Term extends string, Effect>(
  epochs: ReadonlySet<number>,
  effect: (event: EventOf<Term, "EpochEnded">) => Effect,
): Observer<Term, Effect> =>
  F.pipe(
    expectOption("epochs", typeof epochs?.has === "function", "a set of epochs: new Set([0, 9])", epochs),
    E.chain(() => expectOption("effect", typeof effect === "function", "a function of the end of an epoch", effect)),
    E.match(
      failing,
      (): Observer<Term, Effect> =>
        on("EpochEnded", (event) => (epochs.has(event.epoch) ? { effects: [effect(event)] } : {})),
    ),
  );
