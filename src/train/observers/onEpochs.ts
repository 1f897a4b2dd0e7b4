import type { EventOf, Observer } from "../observer.js";
import { on } from "../observer.js";

/**
 * 0 to 9, and floor(i^1.701) for i from 0 to 58: epochs that lie ever farther apart, the last of them 999.
 *
 * Source: "Autoencoders in Keras", part 3, on Habr.
 */
export const sparserEpochs: ReadonlySet<number> = new Set([
  ...Array.from({ length: 10 }, (_, i) => i),
  ...Array.from({ length: 59 }, (_, i) => Math.floor(i ** 1.701)),
]);

/** What is drawn at the end of chosen epochs, counted from 0. */
export const onEpochs = <Term extends string, Effect>(
  epochs: ReadonlySet<number>,
  draw: (event: EventOf<Term, "EpochEnded">) => Effect,
): Observer<Term, Effect> => on("EpochEnded", (event) => (epochs.has(event.epoch) ? { effects: [draw(event)] } : {}));
