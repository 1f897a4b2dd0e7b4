import { either as E, function as F } from "fp-ts";
import { checked, expectKey, expectRuntime } from "../../core/checks.js";
import { type Computation, run } from "../../core/computation.js";
import type { Key } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import { type Failure, numerical } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { joint } from "./affinities.js";
import type { TsneMethod } from "./checks.js";
import { advance, motion, rest } from "./descent.js";
import { barnesHut, divergenceOf, exact, type Forces, workspaceFor } from "./forces.js";
import { initializationOf } from "./initialization.js";
import { floats, putPoints, type TsneFloats, takePoints } from "./memory.js";
import { neighbours } from "./neighbours.js";
import { settingsOf, type TsneOptions, type TsneSettings } from "./options.js";

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
  readonly method: TsneMethod;
}

const diverged = (iteration: number): Failure<"NotFinite"> =>
  numerical("NotFinite", "the map is not a number", {
    where: `iteration ${iteration}`,
    hint: "give a lower rate",
  });

/** The forces of a run, in the current scope of the arena. */
const forcesOf = (own: TsneFloats, x: Tensor, { n, method, theta, perplexity }: TsneSettings): Forces =>
  method === "exact"
    ? exact(own, joint(own, x, perplexity).p)
    : barnesHut(own, neighbours(own, x, perplexity), n, theta);

/** A run, in the current scope of the arena. */
function* stepsOf(
  own: TsneFloats,
  runtime: Runtime,
  key: Key,
  x: Tensor,
  settings: TsneSettings,
): Computation<TsneStep, TsneFit> {
  const { perplexity, components, phases, every, rate, method } = settings;
  const start = initializationOf(runtime, key, x, settings);
  if (E.isLeft(start)) return start;
  const on = workspaceFor(own, forcesOf(own, x, settings), putPoints(own, start.right));
  const report = (iteration: number): TsneStep => ({
    iteration,
    kl: divergenceOf(on, 1),
    positions: takePoints(own, on.y),
  });

  const total = phases.reduce((sum, { iterations }) => sum + iterations, 0);
  const coordinates = components * on.y.stride;
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
 * `fit`, one report at a time: yields a step after every so many iterations and after the last, returns the fit. It may
 * be left at any step.
 */
export function* fitSteps(
  runtime: Runtime,
  key: Key,
  x: Tensor,
  options: TsneOptions = {},
): Computation<TsneStep, TsneFit> {
  const settings = F.pipe(
    checked(undefined, expectRuntime(runtime), expectKey(key)),
    E.chain(() => settingsOf(x, options)),
  );
  if (E.isLeft(settings)) return settings;
  const { precision } = settings.right;
  return yield* runtime.lend((workspace) => stepsOf(floats(workspace, precision), runtime, key, x, settings.right));
}

/**
 * A map of the rows of x, [n, d], whose neighbours are neighbours there: minimises KL(P | Q) over the positions, by
 * all pairs in every iteration, or from some thousands of points on by a tree (`method`).
 *
 * x may be float32 or float64; the features should be of comparable units, and few (the first 50 principal components
 * of a picture). key: of the initialization at random. The same key gives the same bits. To be told of each step, run
 * `fitSteps`.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`; `NotFinite` also where the rate was so high
 * that the map flew apart; `BadOption`, `BadArgument`.
 * Source: van der Maaten and Hinton, "Visualizing data using t-SNE" (2008); of the tree, van der Maaten, "Accelerating
 * t-SNE using tree-based algorithms" (2014).
 *
 * @example
 * const line = tensor64([20, 1], Array.from({ length: 20 }, (_, i) => i));
 * const map = fit(runtime, key(1), line, { perplexity: 5, phases: [{ iterations: 9, exaggeration: 1, momentum: 0.5 }] });
 * E.map(({ positions }) => positions.shape)(map) // => E.right([20, 2])
 */
export const fit = (runtime: Runtime, key: Key, x: Tensor, options: TsneOptions = {}): E.Either<Failure, TsneFit> =>
  run(fitSteps(runtime, key, x, options));
