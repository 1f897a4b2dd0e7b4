import { either as E } from "fp-ts";
import { type Computation, mapSteps, run } from "../../core/computation.js";
import { type Key, split } from "../../core/key.js";
import { shapeMismatch } from "../../core/shape.js";
import { type Failure, usage } from "../../failure.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { em, emSteps, type Fit, type Iteration, type Stop } from "../fold.js";
import type { Degenerate } from "../latent.js";
import { bestOf, finalLogLikelihood } from "../starts.js";
import { prepareBatch, transient } from "./batch.js";
import { type Covariance, checkMixture, extentsOf, type Mixture } from "./mixture.js";
import { type MixtureOptions, mixtureModel } from "./model.js";
import { meanOf, type Points } from "./points.js";
import { type StartRule, startOf } from "./starts.js";
import type { Statistics } from "./statistics.js";

/** So many components, from a start that is made; or a mixture to start from. */
type Beginning =
  | {
      readonly components: number;
      /** "full" by default. */
      readonly covariance?: Covariance;
      /** "k-means++" by default. */
      readonly start?: StartRule;
      /** Fits from so many starts; the best bound wins. */
      readonly restarts?: number;
    }
  | { readonly start: Mixture };

/** How a mixture is fitted; all but the number of components, or the start, has a default. */
export type FitOptions = Beginning & {
  /** Added to every variance after an M-step, in squared units of x: 1e-6. With 0 the bound rises strictly. */
  readonly floor?: number;
  /** One-hot responsibilities. */
  readonly hard?: boolean;
  /**
   * At most 200 iterations, until the bound rises by less than 0.01 nats: a hundredth of what one parameter must earn
   * in AIC.
   */
  readonly stop?: Stop;
};

/** The best of several starts. */
export interface RestartedFit extends Fit<Mixture> {
  /** Final log-likelihood of each start, in order; the message of one that collapsed. */
  readonly bounds: readonly (number | string)[];
}

/** Where a fit is: told after each iteration. */
export interface FitProgress {
  readonly restart: number;
  readonly iteration: Iteration<Mixture, Statistics>;
}

const defaultStop: Stop = { iterations: 200, tolerance: 0.01 };

const wrong = (what: string, expected: string, got: number): Failure<"BadOption"> =>
  usage("BadOption", what, { expected, got: String(got) });

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 1;

/** k, the kind of covariance, and the pivot of the points. */
const settingsOf = (first: Points, options: FitOptions): E.Either<Failure, MixtureOptions> => {
  const { d } = first;
  const { floor = 1e-6, hard = false } = options;
  const settings = (k: number, covariance: Covariance): E.Either<Failure, MixtureOptions> =>
    E.map((pivot: Float64Array) => ({ k, d, covariance, pivot, floor, hard }))(meanOf(first));
  if (!(floor >= 0)) return E.left(wrong("the floor is no variance", "a number from 0 on", floor));
  if ("components" in options) {
    const { components, covariance = "full", restarts = 1 } = options;
    if (!isCount(components)) return E.left(wrong("a mixture has components", "an integer from 1 on", components));
    if (!isCount(restarts)) return E.left(wrong("a fit has one start or more", "an integer from 1 on", restarts));
    return settings(components, covariance);
  }
  return E.chain<Failure, Mixture, MixtureOptions>((start) => {
    const { k } = extentsOf(start);
    const { shape } = start.means;
    return shape[1] === d
      ? settings(k, start.covariance)
      : E.left(shapeMismatch("the start does not fit the points", [k, d], shape));
  })(checkMixture(options.start));
};

/** Every start of a fit, made from the points of the first chunk. */
const startsOf = (
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  first: Points,
  options: FitOptions,
  settings: MixtureOptions,
): readonly E.Either<Failure, Mixture>[] =>
  "components" in options
    ? split(key, options.restarts ?? 1).map((child) =>
        startOf(runtime, workspace, child, options.start ?? "k-means++", first, settings),
      )
    : [E.right(options.start)];

/** The fits from all starts, in a workspace. */
function* fitsIn(
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  points: Points,
  options: FitOptions,
  settings: MixtureOptions,
): Computation<FitProgress, RestartedFit> {
  const starts = startsOf(runtime, workspace, key, points, options, settings);
  const model = mixtureModel(workspace, settings);
  const all = prepareBatch(workspace, points, settings.pivot);

  const fits: E.Either<Degenerate, Fit<Mixture>>[] = [];
  for (const [restart, start] of starts.entries()) {
    if (E.isLeft(start)) fits.push(start);
    else {
      const steps = emSteps(model, options.stop ?? defaultStop)({ theta: start.right, trace: [] }, [all]);
      fits.push(yield* mapSteps(steps, (iteration): FitProgress => ({ restart, iteration })));
    }
  }
  const bounds = fits.map(E.match((failure): number | string => failure.what, finalLogLikelihood));
  return E.map((fit: Fit<Mixture>): RestartedFit => ({ ...fit, bounds }))(fits.reduce(bestOf<Fit<Mixture>>().concat));
}

/**
 * `fitMixture`, one iteration at a time: yields where it is, returns the fit.
 */
export function* fitMixtureSteps(
  runtime: Runtime,
  key: Key,
  points: Points,
  options: FitOptions,
): Computation<FitProgress, RestartedFit> {
  const settings = settingsOf(points, options);
  if (E.isLeft(settings)) return settings;
  return yield* runtime.lend((workspace) => fitsIn(runtime, workspace, key, points, options, settings.right));
}

/**
 * Fits a mixture of normals to points that fit in memory. Values that are NaN are missing: their components are judged
 * by the rest of the point.
 *
 * key: of the starts. The same key gives the same bits. `observe` is told of each iteration.
 *
 * Errors: `BadOption`, `TooFewPoints`, `NeverObserved`; of a given start what `checkMixture` finds, or `ShapeMismatch`;
 * where every start fails, the failure of the first (`ComponentCollapsed`, `ComponentEmpty`, ...).
 *
 * @example
 * const x = tensor64([6, 1], [-3.1, -3, -2.9, 1.9, 2, 2.1]);
 * const data = E.getOrElseW((failure) => { throw failure; })(points(x));
 * const fit = fitMixture(runtime, key(1), data, { components: 2, covariance: "diagonal" });
 * E.isRight(fit) && [...fit.right.theta.weights.data].map((w) => Math.round(2 * w)) // => [1, 1]
 */
export const fitMixture = (
  runtime: Runtime,
  key: Key,
  points: Points,
  options: FitOptions,
  observe?: (progress: FitProgress) => void,
): E.Either<Failure | Degenerate, RestartedFit> => run(fitMixtureSteps(runtime, key, points, options), { observe });

/**
 * The same on points that come in chunks, for data larger than memory: each chunk is prepared, folded into the
 * statistics and given up, once an iteration. One start, from the first chunk, whose mean is the pivot of all.
 *
 * chunks: gone through anew in each iteration.
 *
 * Errors: as `fitMixture`.
 */
export const fitMixtureInChunks = (
  runtime: Runtime,
  key: Key,
  chunks: Iterable<Points>,
  options: FitOptions,
): E.Either<Failure | Degenerate, Fit<Mixture>> => {
  const [first] = chunks;
  if (first === undefined) throw new RangeError("there is no chunk");
  return E.chain<Failure, MixtureOptions, Fit<Mixture>>((settings) =>
    runtime.using((workspace) => {
      const batches = {
        *[Symbol.iterator]() {
          for (const chunk of chunks) yield transient(workspace, chunk, settings.pivot);
        },
      };
      const [start] = startsOf(runtime, workspace, key, first, options, settings);
      return E.chain((theta: Mixture) =>
        em(mixtureModel(workspace, settings))(options.stop ?? defaultStop)(theta, batches),
      )(start!);
    }),
  )(settingsOf(first, options));
};
