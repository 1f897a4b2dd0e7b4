import { type Key, named } from "../../core/key.js";
import { uniform } from "../../core/random.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import type { Form } from "./components.js";
import { columns, eachBlock, groupSize, type MissingPattern } from "./missingPatterns.js";
import { momentSums, type ObservedMoments } from "./moments.js";

/** Which centre each point of a pattern is nearest to, the first where two tie, and how far it is. */
export interface Nearest {
  readonly label: Int32Array;
  /** Squared distances. */
  readonly distance: Float64Array;
}

/** The assignment of points to centres [k][d], by squared distance. */
export const nearest = (workspace: Workspace, pattern: MissingPattern, centres: Float64Array): Nearest =>
  workspace.arena.scope(() => {
    const { kernels, arena } = workspace;
    const d = pattern.observed.length;
    const k = centres.length / d;
    const label = new Int32Array(pattern.groups * groupSize);
    const distance = new Float64Array(label.length).fill(Number.POSITIVE_INFINITY);
    const maps = arena.put64(Array.from(centres).flatMap((c) => [-c, 1]));
    const distances = arena.alloc64(k * columns);
    eachBlock(pattern, (from, to) => {
      const first = groupSize * from;
      kernels.mixtureDiagonalDistances(distances - 8 * first, pattern.x, maps, from, to, k, d, columns);
      const rows = arena.f64(distances, k * columns);
      for (let j = 0; j < k; j++)
        for (let n = first; n < groupSize * to; n++) {
          const squared = rows[j * columns + n - first]!;
          if (!(squared < distance[n]!)) continue;
          distance[n] = squared;
          label[n] = j;
        }
    });
    return { label: label.subarray(0, pattern.rows.length), distance: distance.subarray(0, pattern.rows.length) };
  });

/** The moments of points that belong to one component each: q[label[n]][n] = w_n. */
export const momentsOfLabels = (
  workspace: Workspace,
  pattern: MissingPattern,
  label: Int32Array,
  k: number,
  form: Form,
): ObservedMoments =>
  workspace.arena.scope(() => {
    const { arena } = workspace;
    const q = arena.alloc64(k * columns);
    const { add, moments } = momentSums(workspace, pattern, k, form);
    eachBlock(pattern, (from, to) => {
      const rows = arena.f64(q, k * columns).fill(0);
      const weights = arena.f64(pattern.weights, pattern.groups * groupSize);
      const first = groupSize * from;
      for (let n = first; n < Math.min(groupSize * to, label.length); n++)
        rows[label[n]! * columns + n - first] = weights[n]!;
      add({ from, to, q });
    });
    return moments();
  });

/** One step of Lloyd's: each centre moves to the mean of the points that are nearest to it; one without points stays. */
export const lloydStep = (
  workspace: Workspace,
  pattern: MissingPattern,
  centres: Float64Array,
  label: Int32Array,
): Float64Array => {
  const d = pattern.observed.length;
  const { counts, sums } = momentsOfLabels(workspace, pattern, label, centres.length / d, {
    dense: false,
    shared: false,
  });
  return centres.map((c, i) => {
    const n = counts[Math.floor(i / d)]!;
    return n > 0 ? sums[i]! / n : c;
  });
};

/** The index at which the running sum of `shares` passes u times their sum; u in [0, 1). */
const indexAt = (shares: Float64Array, u: number): number => {
  const goal = u * shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  let last = 0;
  for (let n = 0; n < shares.length; n++) {
    if (shares[n] === 0) continue;
    last = n;
    sum += shares[n]!;
    if (sum > goal) return n;
  }
  return last;
};

/** Coordinates of point n of a pattern, less the pivot. */
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
  pattern: MissingPattern,
  k: number,
): Float64Array => {
  const d = pattern.observed.length;
  const u = uniform(runtime, key, [k], "float64").data;
  const weights = workspace.arena.f64(pattern.weights, pattern.rows.length).slice();
  const centres = new Float64Array(k * d);
  let shares = weights;
  for (let j = 0; j < k; j++) {
    centres.set(pointAt(workspace, pattern, indexAt(shares, u[j]!)), j * d);
    const { distance } = nearest(workspace, pattern, centres.subarray(0, (j + 1) * d));
    shares = distance.map((squared, n) => squared * weights[n]!);
    if (shares.every((share) => share === 0)) shares = weights; // fewer places than centres
  }
  return centres;
};

/** Lloyd's iterations from k-means++ until no point changes its centre. */
export const kMeans = (
  runtime: Runtime,
  workspace: Workspace,
  key: Key,
  pattern: MissingPattern,
  k: number,
  iterations: number,
): Int32Array => {
  let centres = seedCentres(runtime, workspace, named(key, "centres"), pattern, k);
  let { label } = nearest(workspace, pattern, centres);
  for (let i = 0; i < iterations; i++) {
    centres = lloydStep(workspace, pattern, centres, label);
    const next = nearest(workspace, pattern, centres).label;
    const moved = next.some((j, n) => j !== label[n]);
    label = next;
    if (!moved) break;
  }
  return label;
};
