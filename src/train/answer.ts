/** What a training is told in answer to an event. */
import type { monoid as M } from "fp-ts";

/**
 * "stop" ends the training where it is; a rate takes the place of the optimiser's from there on (what `reducePlateau`
 * finds); nothing lets it go on as it does.
 */
export type Answer = "stop" | { readonly rate: number } | undefined;

/**
 * Two answers as one: "stop" wins, then the smaller rate. A commutative monoid, so it does not matter who is asked
 * first.
 *
 * @example
 * answers.concat({ rate: 0.1 }, { rate: 0.01 }) // => { rate: 0.01 }
 * answers.concat({ rate: 0.1 }, "stop") // => "stop"
 */
export const answers: M.Monoid<Answer> = {
  empty: undefined,
  concat: (a, b) => {
    if (a === "stop" || b === "stop") return "stop";
    if (a === undefined || b === undefined) return a ?? b;
    return { rate: Math.min(a.rate, b.rate) };
  },
};
