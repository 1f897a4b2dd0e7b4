/** Several starts of one fit: which of two is better, and what is known of those that are over. */
import { either as E, type semigroup } from "fp-ts";
import type { Fit, Position } from "./fold.js";
import type { Degenerate } from "./latent.js";

/** The final log-likelihood of a fit, in nats. */
export const finalLogLikelihood = ({ trace }: { readonly trace: readonly number[] }): number =>
  trace.at(-1) ?? Number.NEGATIVE_INFINITY;

/** Of two fits the one that reached more; the first where they tie. A degenerate start loses to any fit. */
export const bestOf = <A extends Fit<unknown>>(): semigroup.Semigroup<E.Either<Degenerate, A>> => ({
  concat: (a, b) => {
    if (E.isLeft(b)) return a;
    if (E.isLeft(a)) return b;
    return finalLogLikelihood(b.right) > finalLogLikelihood(a.right) ? b : a;
  },
});

/** What is known of the starts that are over. */
export interface StartsOver<Found> {
  /** Final log-likelihood of each, in order; the message of one that failed. */
  readonly bounds: readonly (number | string)[];
  /** The best fit or, while all have failed, the failure of the first; none at the first start. */
  readonly best: E.Either<Degenerate, Found> | undefined;
}

/** Before the first start is over. */
export const noneOver: StartsOver<never> = { bounds: [], best: undefined };

/** One more start is over. */
export const endStart = <Found extends Fit<unknown>>(
  { bounds, best }: StartsOver<Found>,
  fitted: E.Either<Degenerate, Found>,
): StartsOver<Found> => ({
  bounds: [...bounds, E.match((failure: Degenerate): number | string => failure.what, finalLogLikelihood)(fitted)],
  best: best === undefined ? fitted : bestOf<Found>().concat(best, fitted),
});

/**
 * Where a fit of several starts is: plain data, from which it resumes as if it had never stopped.
 *
 * Extra: what a run of the model carries besides theta and trace; nothing, as a rule.
 */
export interface EmPosition<Theta, Extra = unknown> extends StartsOver<Fit<Theta> & Extra> {
  /** Iterations over all starts. */
  readonly iterationsDone: number;
  /** The start under way. */
  readonly underWay: Position<Theta> & Extra;
}
