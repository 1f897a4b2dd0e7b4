import { either as E, type semigroup } from "fp-ts";
import type { Fit } from "./fold.js";
import type { Degenerate } from "./latent.js";

/** The final log-likelihood. */
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
