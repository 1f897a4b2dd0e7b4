import { type Key, named } from "../../core/key.js";
import { uniform } from "../../core/random.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { lloydStep, nearest } from "./lloyd.js";
import { groupSize, type MissingPattern } from "./missingPatterns.js";

/** The index at which the running sum of `masses` passes u times their sum; u in [0, 1). */
const indexAt = (masses: Float64Array, u: number): number => {
  const goal = u * masses.reduce((sum, mass) => sum + mass, 0);
  let sum = 0;
  let last = 0;
  for (let n = 0; n < masses.length; n++) {
    if (masses[n] === 0) continue;
    last = n;
    sum += masses[n]!;
    if (sum > goal) return n;
  }
  return last;
};

/** Coordinates of point n of a cohort, less the pivot. */
const pointAt = ({ arena }: Workspace, { x, observed, groups }: MissingPattern, n: number): Float64Array => {
  const d = observed.length;
  const values = arena.f64(x, groups * groupSize * d);
  const lane = n % groupSize;
  return Float64Array.from(observed, (_, a) => values[(n - lane) * d + a * groupSize + lane]!);
};

/**
 * k centres by k-means++: the first a point at random, each next a point with probability proportional to its weight
 * times the squared distance to the nearest centre so far.
 *
 * Source: Arthur and Vassilvitskii, k-means++: the advantages of careful seeding (2007).
 */
export const seedCentres = (
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  cohort: MissingPattern,
  k: number,
): Float64Array => {
  const d = cohort.observed.length;
  const u = uniform(runtime, key, [k], "float64").data;
  const weights = workspace.arena.f64(cohort.weights, cohort.rows.length).slice();
  const centres = new Float64Array(k * d);
  let masses = weights;
  for (let j = 0; j < k; j++) {
    centres.set(pointAt(workspace, cohort, indexAt(masses, u[j]!)), j * d);
    const { distance } = nearest(workspace, cohort, centres.subarray(0, (j + 1) * d));
    masses = distance.map((squared, n) => squared * weights[n]!);
    if (masses.every((mass) => mass === 0)) masses = weights; // fewer places than centres
  }
  return centres;
};

/** Lloyd's iterations from k-means++ until no point changes its centre. */
export const kMeans = (
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  cohort: MissingPattern,
  k: number,
  iterations: number,
): Int32Array => {
  let centres = seedCentres(runtime, workspace, named(key, "centres"), cohort, k);
  let { label } = nearest(workspace, cohort, centres);
  for (let i = 0; i < iterations; i++) {
    centres = lloydStep(workspace, cohort, centres, label);
    const next = nearest(workspace, cohort, centres).label;
    const moved = next.some((j, n) => j !== label[n]);
    label = next;
    if (!moved) break;
  }
  return label;
};
