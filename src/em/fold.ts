import { either as E } from "fp-ts";
import { type Computation, run } from "../core/computation.js";
import { numerical } from "../failure.js";
import { type Degenerate, expectAll, type Latent } from "./latent.js";

/** When to stop: after `iterations`, or once an M-step (from the second on) raises the bound by less than `tolerance`. */
export interface Stop {
  readonly iterations: number;
  /** In nats; `null` makes all iterations. */
  readonly tolerance: number | null;
}

/** Where EM is: plain data, and all that the iterations to come depend on. At the start the trace is empty. */
export interface Position<Theta> {
  readonly theta: Theta;
  /** The bound after the first E-step and after each M-step so far: iterations + 1 values, never falling. */
  readonly trace: readonly number[];
}

/** One iteration: where it led, the statistics of its E-step, and the bound after each half of it. */
export interface Iteration<Theta, Stats> extends Position<Theta> {
  readonly iteration: number;
  readonly stats: Stats;
  /** L(q, old theta) = log p(x | old theta). */
  readonly afterExpectation: number;
  /** L(q, new theta). */
  readonly afterMaximisation: number;
}

/** What EM found, and the way there. */
export interface Fit<Theta> {
  readonly theta: Theta;
  /** The bound after the first E-step, after each M-step, and the final log-likelihood, never falling. */
  readonly trace: readonly number[];
  readonly iterations: number;
  readonly outcome: "converged" | "exhausted";
}

/** Iterations that led to a position. */
export const iterationsDone = ({ trace }: Position<unknown>): number => Math.max(0, trace.length - 1);

/** Whether the last M-step, from the second on, raised the bound by less than the tolerance. */
const isConverged = ({ trace }: Position<unknown>, { tolerance }: Stop): boolean =>
  tolerance !== null && trace.length > 2 && trace.at(-1)! - trace.at(-2)! < tolerance;

/**
 * One iteration as a pure function of where EM is: expect, maximise, and the bound after each.
 *
 * Errors: the `Degenerate` of the model; `NotFinite` where the bound is no number.
 */
export const iterate =
  <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>, chunks: Iterable<Chunk>) =>
  (at: Position<Theta>): E.Either<Degenerate, Iteration<Theta, Stats>> => {
    const iteration = iterationsDone(at) + 1;
    const stats = expectAll(model, at.theta, chunks);
    const afterExpectation = model.bound(at.theta, stats);
    if (!Number.isFinite(afterExpectation))
      return E.left(
        numerical("NotFinite", "the bound is not a number", {
          where: `iteration ${iteration}`,
          expected: "a finite log-likelihood",
          got: String(afterExpectation),
          hint: "start elsewhere (another seed) or with more noise",
        }),
      );
    return E.map<Theta, Iteration<Theta, Stats>>((theta) => {
      const afterMaximisation = model.bound(theta, stats);
      const trace = [...(iteration === 1 ? [afterExpectation] : at.trace), afterMaximisation];
      return { iteration, theta, trace, stats, afterExpectation, afterMaximisation };
    })(model.maximise(stats));
  };

/**
 * Expectation-maximisation, the fold of `iterate` over the same data until `stop`, one iteration at a time: yields each
 * as it ends, so that a caller may watch, breathe or leave, and returns the fit.
 *
 * from: a start, `{ theta, trace: [] }`, or any iteration of an earlier run on the same data, from which it goes on as
 * if it had never stopped. `chunks` is gone through once an iteration and once more for the final log-likelihood.
 *
 * Errors: as `iterate`.
 * Source: Dempster, Laird and Rubin (1977); as coordinate ascent on L(q, theta), Neal and Hinton (1998).
 */
export const emSteps = <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>, stop: Stop) =>
  function* (from: Position<Theta>, chunks: Iterable<Chunk>): Computation<Iteration<Theta, Stats>, Fit<Theta>> {
    const next = iterate(model, chunks);
    let at = from;
    while (iterationsDone(at) < stop.iterations && !isConverged(at, stop)) {
      const step = next(at);
      if (E.isLeft(step)) return step;
      yield step.right;
      at = step.right;
    }
    const { theta } = at;
    const trace = [...at.trace, model.bound(theta, expectAll(model, theta, chunks))];
    const outcome = isConverged(at, stop) ? "converged" : "exhausted";
    return E.right({ theta, trace, iterations: iterationsDone(at), outcome });
  };

/** `emSteps` from start to end; `observe` is told of each iteration. */
export const em =
  <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>) =>
  (stop: Stop, observe?: (iteration: Iteration<Theta, Stats>) => void) =>
  (start: Theta, chunks: Iterable<Chunk>): E.Either<Degenerate, Fit<Theta>> =>
    run(emSteps(model, stop)({ theta: start, trace: [] }, chunks), { observe });
