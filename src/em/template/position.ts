import { either as E, function as F } from "fp-ts";
import { expectShape, type Shape } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import type { Degenerate } from "../latent.js";
import { bestOf, finalLogLikelihood } from "../starts.js";
import type { Extents } from "./extents.js";
import type { PlanPosition, TemplateFit } from "./schedule.js";
import type { Template } from "./theta.js";

/** What is known of the starts that are over. */
export interface Over {
  /** Final log-likelihood of each, in order; the message of one that collapsed. */
  readonly bounds: readonly (number | string)[];
  /** The best fit or, while all have failed, the failure of the first; none at the first start. */
  readonly best: E.Either<Degenerate, TemplateFit> | undefined;
}

/** Before the first start. */
export const noneOver: Over = { bounds: [], best: undefined };

/** One more start is over. */
export const endStart = ({ bounds, best }: Over, fitted: E.Either<Degenerate, TemplateFit>): Over => ({
  bounds: [...bounds, E.match((failure: Degenerate): number | string => failure.what, finalLogLikelihood)(fitted)],
  best: best === undefined ? fitted : bestOf<TemplateFit>().concat(best, fitted),
});

/** Where a fit of several starts is: plain data, from which it goes on as if it had never stopped. */
export interface FitPosition extends Over {
  /** Iterations over all stages of all starts. */
  readonly made: number;
  readonly underWay: PlanPosition;
}

/**
 * Holds the size of a position's pictures and face against that of a fit.
 *
 * Errors: `ShapeMismatch`.
 */
export const expectSize = (
  { height, width, faceHeight, faceWidth }: Extents,
  { face, background }: Template,
): E.Either<Failure, Shape> =>
  F.pipe(
    expectShape("the position is on other pictures", [height, width], background.shape),
    E.chain(() => expectShape("the position is of another face", [faceHeight, faceWidth], face.shape)),
  );
