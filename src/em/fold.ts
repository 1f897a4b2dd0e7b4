import { either as E } from "fp-ts";
import { numerical } from "../failure.js";
import { type Computation, finish } from "./computation.js";
import { type Degenerate, expectAll, type Latent } from "./latent.js";

/** When to stop: after `iterations`, or once an M-step (from the second on) raises the bound by less than `tolerance`. */
export interface Stop {
  readonly iterations: number;
  /** In nats; `null` makes all iterations. */
  readonly tolerance: number | null;
}

/** One iteration: the statistics of the E-step, the theta of the M-step, and the bound after each. */
export interface Iteration<Theta, Stats> {
  readonly iteration: number;
  readonly theta: Theta;
  readonly stats: Stats;
  /** L(q, old theta) = log p(x | old theta). */
  readonly afterExpectation: number;
  /** L(q, new theta). */
  readonly afterMaximisation: number;
}

/** What EM found, and the way there. */
export interface Fit<Theta> {
  readonly theta: Theta;
  /** The bound after the first E-step, after each M-step, and the final log-likelihood: iterations + 2 values, never falling. */
  readonly trace: readonly number[];
  readonly iterations: number;
  readonly outcome: "converged" | "exhausted";
}

/**
 * One iteration as a pure function of theta: expect, maximise, and the bound after each.
 *
 * Errors: the `Degenerate` of the model; `NotFinite` where the bound is no number.
 */
export const iterate =
  <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>, chunks: Iterable<Chunk>) =>
  (theta: Theta, iteration: number): E.Either<Degenerate, Iteration<Theta, Stats>> => {
    const stats = expectAll(model, theta, chunks);
    const afterExpectation = model.bound(theta, stats);
    if (!Number.isFinite(afterExpectation))
      return E.left(
        numerical("NotFinite", "the bound is not a number", {
          where: `iteration ${iteration}`,
          expected: "a finite log-likelihood",
          got: String(afterExpectation),
          hint: "start elsewhere (another seed) or with more noise",
        }),
      );
    return E.map<Theta, Iteration<Theta, Stats>>((next) => ({
      iteration,
      theta: next,
      stats,
      afterExpectation,
      afterMaximisation: model.bound(next, stats),
    }))(model.maximise(stats));
  };

/**
 * Expectation-maximisation, the fold of `iterate` over the same data until `stop`, one iteration at a time: yields each
 * as it ends, so that a caller may watch, breathe or leave, and returns the fit.
 *
 * `chunks` is gone through once an iteration and once more for the final log-likelihood.
 *
 * Errors: as `iterate`.
 * Source: Dempster, Laird and Rubin (1977); as coordinate ascent on L(q, theta), Neal and Hinton (1998).
 */
export const emSteps = <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>, stop: Stop) =>
  function* (start: Theta, chunks: Iterable<Chunk>): Computation<Iteration<Theta, Stats>, Fit<Theta>> {
    const next = iterate(model, chunks);
    const trace: number[] = [];
    let theta = start;
    let converged = false;
    let made = 0;
    while (made < stop.iterations && !converged) {
      const step = next(theta, made + 1);
      if (E.isLeft(step)) return step;
      const { afterExpectation, afterMaximisation } = step.right;
      const rise = afterMaximisation - (trace.at(-1) ?? Number.NEGATIVE_INFINITY);
      if (made === 0) trace.push(afterExpectation);
      else converged = stop.tolerance !== null && rise < stop.tolerance;
      trace.push(afterMaximisation);
      theta = step.right.theta;
      made += 1;
      yield step.right;
    }
    trace.push(model.bound(theta, expectAll(model, theta, chunks)));
    return E.right({ theta, trace, iterations: made, outcome: converged ? "converged" : "exhausted" });
  };

/** `emSteps` from start to end; `observe` is told of each iteration. */
export const em =
  <Theta, Chunk, Stats>(model: Latent<Theta, Chunk, Stats>) =>
  (stop: Stop, observe?: (iteration: Iteration<Theta, Stats>) => void) =>
  (start: Theta, chunks: Iterable<Chunk>): E.Either<Degenerate, Fit<Theta>> =>
    finish(emSteps(model, stop)(start, chunks), observe);
