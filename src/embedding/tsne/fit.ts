import { either as E } from "fp-ts";
import { type Computation, run } from "../../core/computation.js";
import type { Key } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import { type Failure, numerical } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { joint } from "./affinities.js";
import { advance, motion, rest } from "./descent.js";
import { type Floats, floats } from "./floats.js";
import { barnesHut, exact, type Forces } from "./forces.js";
import { divergenceOf, workspaceFor } from "./gradient.js";
import type { Method } from "./method.js";
import { neighbours } from "./neighbours.js";
import { type Settings, settingsOf, type TsneOptions } from "./options.js";
import { putPoints, takePoints } from "./points.js";
import { randomStart } from "./start.js";

/** Where a run is. */
export interface TsneStep {
  readonly iteration: number;
  /** KL(P | Q) in nats, without exaggeration; of a tree, with its P and its Z. */
  readonly kl: number;
  /** [n, dims] */
  readonly positions: Tensor;
}

/** A finished map. */
export interface TsneFit {
  /** [n, dims] */
  readonly positions: Tensor;
  /** KL(P | Q) of the positions, in nats. */
  readonly kl: number;
  /** KL of each report, in order. */
  readonly trace: readonly number[];
  /** What it is a map of. */
  readonly data: Tensor;
  readonly perplexity: number;
  /** How the forces were found. */
  readonly method: Method;
}

const diverged = (iteration: number): Failure<"NotFinite"> =>
  numerical("NotFinite", "the map is not a number", {
    where: `iteration ${iteration}`,
    hint: "give a lower rate, or a start of finite extent",
  });

/** The forces of a run, in the current scope of the arena. */
const forcesOf = (own: Floats, x: Tensor, { n, method, theta, perplexity }: Settings): Forces =>
  method === "exact"
    ? exact(own, joint(own, x, perplexity).p)
    : barnesHut(own, neighbours(own, x, perplexity), n, theta);

/** A run, in the current scope of the arena. */
function* stepsOf(
  own: Floats,
  runtime: Runtime,
  key: Key,
  x: Tensor,
  settings: Settings,
): Computation<TsneStep, TsneFit> {
  const { n, perplexity, dims, phases, every, rate, start, method } = settings;
  const on = workspaceFor(own, forcesOf(own, x, settings), putPoints(own, start ?? randomStart(runtime, key, n, dims)));
  const report = (iteration: number): TsneStep => ({
    iteration,
    kl: divergenceOf(on, 1),
    positions: takePoints(own, on.y),
  });

  const total = phases.reduce((sum, { iterations }) => sum + iterations, 0);
  const coordinates = dims * on.y.stride;
  const moving = motion(own, coordinates);
  const trace: number[] = [];
  let last = report(0);
  let iteration = 0;
  for (const phase of phases) {
    rest(own, coordinates, moving);
    for (let i = 0; i < phase.iterations; i++) {
      advance(on, moving, { ...phase, rate });
      iteration += 1;
      if (iteration % every !== 0 && iteration !== total) continue;
      last = report(iteration);
      if (!Number.isFinite(last.kl)) return E.left(diverged(iteration));
      trace.push(last.kl);
      yield last;
    }
  }
  return E.right({ positions: last.positions, kl: last.kl, trace, data: x, perplexity, method });
}

/**
 * `tsne`, one report at a time: yields a step after every so many iterations and after the last, returns the fit. It
 * may be left at any step.
 */
export function* tsneSteps(
  runtime: Runtime,
  key: Key,
  x: Tensor,
  options: TsneOptions = {},
): Computation<TsneStep, TsneFit> {
  const settings = settingsOf(x, options);
  if (E.isLeft(settings)) return settings;
  const { precision } = settings.right;
  return yield* runtime.lend((workspace) => stepsOf(floats(workspace, precision), runtime, key, x, settings.right));
}

/**
 * A map of the rows of x, [n, d], whose neighbours are neighbours there: minimises KL(P | Q) over the positions, by
 * all pairs in every iteration, or from some thousands of points on by a tree (`method`).
 *
 * x may be float32 or float64; the features should be of comparable units, and few (the first 50 principal components
 * of a picture). key: of the start, where it is at random. The same key gives the same bits. `observe` is told of each
 * step.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`, `BadDimensions`, `BadTheta`; `NotFinite` also
 * where the rate was so high that the map flew apart.
 * Source: van der Maaten and Hinton, "Visualizing data using t-SNE" (2008); of the tree, van der Maaten, "Accelerating
 * t-SNE using tree-based algorithms" (2014).
 */
export const tsne = (
  runtime: Runtime,
  key: Key,
  x: Tensor,
  options: TsneOptions = {},
  observe?: (step: TsneStep) => void,
): E.Either<Failure, TsneFit> => run(tsneSteps(runtime, key, x, options), observe);
