import { either as E, function as F } from "fp-ts";
import { type Computation, mapSteps, run } from "../../core/computation.js";
import { type Key, split } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { em, type Fit, type Stop } from "../fold.js";
import type { Degenerate } from "../latent.js";
import { finalLogLikelihood } from "../starts.js";
import { preparedBatch, transient } from "./batch.js";
import { checkExtents, type Extents } from "./extents.js";
import type { Images } from "./images.js";
import { neverSeen } from "./maximise.js";
import { templateModel } from "./model.js";
import { endStart, expectSize, type FitPosition, noneOver, type Over } from "./position.js";
import { responsibilities } from "./responsibilities.js";
import { type Progress, planSteps, type SchedulePrior, type Stage, type TemplateFit } from "./schedule.js";
import { shifted } from "./shifted.js";
import { pivotOf } from "./steps.js";
import { randomStart, type Template } from "./theta.js";

/** How a template is fitted; all but the width of the face has a default. */
export interface FitOptions {
  readonly faceWidth: number;
  /** The height of the picture by default: shifts to the side only. */
  readonly faceHeight?: number;
  /** Stages before the run on all images; none by default. */
  readonly schedule?: readonly Stage[];
  readonly schedulePrior?: SchedulePrior;
  /** At most 50 iterations, until the bound rises by less than 0.001 nats. */
  readonly stop?: Stop;
  /** Fits from so many random starts; the best bound wins. */
  readonly restarts?: number;
  /** One-hot responsibilities. */
  readonly hard?: boolean;
  /** Start here and not at random. */
  readonly start?: Template;
}

/** The best of several starts. */
export interface RestartedFit extends TemplateFit {
  /** q[d, k] of the final template: [D, K], or [Dy, Dx, K] for a face lower than the picture. */
  readonly posterior: Tensor;
  /** The number of the start that won. */
  readonly restart: number;
  /** Final log-likelihood of each start, in order; the message of one that collapsed. */
  readonly bounds: readonly (number | string)[];
}

const defaultStop: Stop = { iterations: 50, tolerance: 1e-3 };

const extentsFor = ({ height, width }: Images, { faceHeight, faceWidth }: FitOptions): E.Either<Failure, Extents> =>
  checkExtents({ height, width, faceHeight: faceHeight ?? height, faceWidth });

/** Where a fit is: told after each iteration. */
export interface FitProgress extends Omit<Progress, "position"> {
  readonly restart: number;
  readonly position: FitPosition;
}

/** The fits from all starts, in a workspace. */
function* fitsIn(
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  images: Images,
  options: FitOptions,
  extents: Extents,
  from?: FitPosition,
): Computation<FitProgress, RestartedFit> {
  const pivot = pivotOf(images);
  const model = templateModel(workspace, { extents, pivot, hard: options.hard ?? false });
  const all = preparedBatch(workspace, images, pivot);
  const starts = options.start
    ? [options.start]
    : split(key, options.restarts ?? 1).map((child) => randomStart(runtime, extents, child));
  const { schedule = [], schedulePrior = "uniform", stop = defaultStop } = options;
  const run = planSteps(model, { extents, schedule, schedulePrior, stop });
  const unseen = neverSeen(model.stats.empty);

  let made = from?.made ?? 0;
  let over: Over = from ?? noneOver;
  for (const start of starts.slice(over.bounds.length)) {
    const { bounds, best } = over;
    const restart = bounds.length;
    const isTakenUp = restart === from?.bounds.length;
    const at = isTakenUp ? from.underWay : { theta: start, trace: [], stages: [], neverSeen: unseen };
    const fitted = yield* mapSteps(run(at, all), ({ position: underWay, ...progress }): FitProgress => {
      made += 1;
      return { ...progress, restart, position: { made, bounds, best, underWay } };
    });
    over = endStart(over, fitted);
  }
  return E.map((fit: TemplateFit): RestartedFit => {
    const theta = shifted(workspace, fit.theta, pivot);
    const posterior = all.use((prepared) => responsibilities(prepared, extents, theta, options.hard ?? false));
    const { bounds } = over;
    return { ...fit, restart: bounds.indexOf(finalLogLikelihood(fit)), bounds, posterior };
  })(over.best!);
}

/**
 * `fitTemplate`, one iteration at a time: yields where it is, returns the fit.
 *
 * from: a position of an earlier fit with the same key, images and options; it goes on there. Only `iterations` of
 * `stop`, while the first start is under way, and `restarts` may be more than they were.
 *
 * Errors: as `fitTemplate`; `ShapeMismatch` where the position is of another size.
 */
export function* fitTemplateSteps(
  runtime: Runtime,
  key: Key,
  images: Images,
  options: FitOptions,
  from?: FitPosition,
): Computation<FitProgress, RestartedFit> {
  const extents = F.pipe(
    extentsFor(images, options),
    E.chainFirst((found) => (from === undefined ? E.right([]) : expectSize(found, from.underWay.theta))),
  );
  if (E.isLeft(extents)) return extents;
  return yield* runtime.lend((workspace) => fitsIn(runtime, workspace, key, images, options, extents.right, from));
}

/**
 * Finds the face, the background, the noise and the prior over shifts in images that fit in memory.
 *
 * key: of the random starts. The same key gives the same bits. `observe` is told of each iteration.
 *
 * Errors: `FaceTooLarge`, `EmptyFace`; where every start fails, the failure of the first (`NoiseCollapsed`, ...).
 */
export const fitTemplate = (
  runtime: Runtime,
  key: Key,
  images: Images,
  options: FitOptions,
  observe?: (progress: FitProgress) => void,
): E.Either<Failure | Degenerate, RestartedFit> => run(fitTemplateSteps(runtime, key, images, options), { observe });

/**
 * The same on images that come in chunks, for data larger than memory: each chunk is prepared, folded into the
 * statistics and given up, once an iteration. No schedule, one start.
 *
 * chunks: gone through anew in each iteration.
 *
 * Errors: as `fitTemplate`.
 */
export const fitTemplateInChunks = (
  runtime: Runtime,
  key: Key,
  chunks: Iterable<Images>,
  options: Omit<FitOptions, "schedule" | "schedulePrior" | "restarts">,
): E.Either<Failure | Degenerate, Fit<Template>> => {
  const [first] = chunks;
  if (first === undefined) throw new RangeError("there is no chunk");
  return E.chain<Failure, Extents, Fit<Template>>((extents) =>
    runtime.using((workspace) => {
      const pivot = pivotOf(first);
      const model = templateModel(workspace, { extents, pivot, hard: options.hard ?? false });
      const batches = {
        *[Symbol.iterator]() {
          for (const chunk of chunks) yield transient(workspace, chunk, pivot);
        },
      };
      const start = options.start ?? randomStart(runtime, extents, split(key, 1)[0]!);
      return em(model)(options.stop ?? defaultStop)(start, batches);
    }),
  )(extentsFor(first, options));
};
