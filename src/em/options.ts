import { either as E, function as F } from "fp-ts";
import {
  badOption,
  type Checked,
  checked,
  expectBoolean,
  expectCount,
  expectKey,
  expectModel,
  expectNumber,
  expectOption,
  expectOptions,
  expectRuntime,
} from "../core/checks.js";
import { type Computation, run } from "../core/computation.js";
import { type Failure, usage } from "../failure.js";
import type { EmPosition } from "./starts.js";

/** How a model is fitted; all has a default. */
export interface EmOptions<Theta, Extra = unknown> {
  /** At most so many iterations of each start; 100 if absent. */
  readonly iterations?: number;
  /** In nats: a start has converged once an M-step raises its bound by less; 0.001 if absent, `null` for never. */
  readonly tolerance?: number | null;
  /** Fits from so many starts, of which the one of the highest log-likelihood is returned; 1 if absent. */
  readonly restarts?: number;
  /** One-hot responsibilities; false if absent. */
  readonly hard?: boolean;
  /** The only start, in place of those that the model makes. */
  readonly start?: Theta;
  /**
   * A position of an earlier fit with the same key, model, data and options, which resumes there. Only `iterations`,
   * while the first start is under way, and `restarts` may be more than they were.
   */
  readonly from?: EmPosition<Theta, Extra> | undefined;
}

/** The names of all of them, for models with options of their own besides. */
export const emOptionNames = ["iterations", "tolerance", "restarts", "hard", "start", "from"] as const;

/** What decides how long a fit runs, and from how many starts, with the defaults in place. */
export interface EmSettings {
  readonly iterations: number;
  readonly tolerance: number | null;
  readonly restarts: number;
  readonly hard: boolean;
}

const expectRestarts = ({ restarts = 1, start }: EmOptions<unknown>): Checked =>
  start === undefined
    ? expectCount("restarts", restarts)
    : expectOption("restarts", restarts === 1, "1, where a start is given", restarts);

/**
 * Options with their defaults.
 *
 * names: those of the caller's own. Errors: `BadOption`; `BadArgument` where a position is none.
 */
export const emSettings = (options: EmOptions<unknown>, names: readonly string[] = []): E.Either<Failure, EmSettings> =>
  F.pipe(
    expectOptions(options, [...emOptionNames, ...names]),
    E.chain(() => {
      const { iterations = 100, tolerance = 1e-3, restarts = 1, hard = false, from } = options;
      return checked(
        { iterations, tolerance, restarts, hard },
        expectCount("iterations", iterations, { least: 0 }),
        tolerance === null ? E.right(null) : expectNumber("tolerance", tolerance, "0 or more"),
        expectRestarts(options),
        expectBoolean("hard", hard),
        from === undefined
          ? E.right(undefined)
          : expectModel("the position", from, ["bounds", "iterationsDone", "underWay"], "a progress of em.fitSteps"),
      );
    }),
  );

/** Options of a fit that is run to its end. */
export interface Observing<Progress> {
  /** Told of each iteration. */
  readonly observe?: (progress: Progress) => void;
}

/**
 * Runs a fit to its end, observed.
 *
 * Errors: those of the fit; `BadOption` where `observe` is no function.
 */
export const runObserved = <Options, Progress, Result>(
  options: Options & Observing<Progress>,
  steps: (options: Options) => Computation<Progress, Result>,
): E.Either<Failure, Result> => {
  if (typeof options !== "object" || options === null) return run(steps(options));
  const { observe = () => undefined, ...rest } = options;
  return typeof observe === "function"
    ? run(steps(rest as unknown as Options), { observe })
    : badOption("observe", "a function", observe);
};

/** A runtime, a key and a model. Errors: `BadArgument`. */
export const expectFitted = (runtime: unknown, key: unknown, model: unknown): Checked =>
  checked(
    undefined,
    expectRuntime(runtime),
    expectKey(key),
    typeof model === "function"
      ? E.right(model)
      : E.left(
          usage("BadArgument", "the model cannot be that", {
            expected: "a function that gives the functions of a model",
            got: typeof model,
            hint: "see em.EmModel",
          }),
        ),
  );
