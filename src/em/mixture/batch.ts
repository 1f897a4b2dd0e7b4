import type { Workspace } from "../../wasm/runtime.js";
import { type MissingPattern, missingPattern, patternsOf } from "./missingPatterns.js";
import type { Points } from "./points.js";

/** A chunk of data: lends its cohorts to `body`. */
export interface Batch {
  readonly use: <A>(body: (cohorts: readonly MissingPattern[]) => A) => A;
}

const prepare = (workspace: Workspace, points: Points, pivot: Float64Array): readonly MissingPattern[] =>
  patternsOf(points).map((pattern) => missingPattern(workspace, points, pattern, pivot));

/** A batch prepared once, which stays in the workspace: for data that fit in memory. */
export const prepareBatch = (workspace: Workspace, points: Points, pivot: Float64Array): Batch => {
  const cohorts = prepare(workspace, points, pivot);
  return { use: (body) => body(cohorts) };
};

/** A batch prepared at each use and then given up: for data that do not fit. */
export const transient = (workspace: Workspace, points: Points, pivot: Float64Array): Batch => ({
  use: (body) => workspace.arena.scope(() => body(prepare(workspace, points, pivot))),
});
