/**
 * Expectation-maximisation of any model with latent variables. It may use `core`, `prob` and `wasm`; its models, the
 * rooms `template` and `mixture`, may use all of it. Begin with `latent.ts`, what a model is, then `fold.ts`.
 *
 * A model plugs in as a function of what its fit is about (`model.ts`), in four files: `theta` (the parameters), `expect`
 * (the E-step, on kernels if need be), `maximise` (the M-step) and `model`, which puts them together:
 *
 *   const model = ({ first, hard, workspace }) => E.right({
 *     stats: monoid({ count: scalar, sums: vector(3) }),   sums of the E-step; chunks add up by it
 *     expect: (theta, chunk) => stats,                     in an arena scope of its own
 *     maximise: (stats) => E.right(theta),
 *     bound: (theta, stats) => number,
 *     start: (key) => E.right(theta),
 *     prepare: (data) => chunk,                            what kernels need, into the workspace; data themselves if absent
 *     check: (theta) => E.right(theta),                    of a start or position from outside, if that can be wrong
 *   });
 *
 * `fit(runtime, key, model, data, options)` (`fit.ts`) then has starts and restarts, chunks, hard assignment, progress,
 * positions and resuming, and the checks of options. A model whose starts run otherwise than `emSteps` (a schedule), or
 * that makes more of the best fit, gives `driveSteps` (`driver.ts`) a plan and a finish of its own; options of its own it
 * checks itself, with the names that `emSettings` knows, and passes the others on.
 */
export type { EmData } from "./chunks.js";
export type { BestStart, EmFit, EmProgress } from "./driver.js";
export { fit, fitSteps } from "./fit.js";
export type { Fit, Iteration, Position } from "./fold.js";
export { type Degenerate, expectAll, type Latent } from "./latent.js";
export type { EmFunctions, EmModel, EmSetting } from "./model.js";
export { type MonoidFields, monoid, scalar, vector } from "./monoid.js";
export type { EmOptions, Observing } from "./options.js";
export { type EmPosition, finalLogLikelihood, type StartsOver } from "./starts.js";
