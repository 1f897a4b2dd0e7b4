import type { Workspace } from "../../wasm/runtime.js";
import { columns, eachTile } from "./blocks.js";
import type { Form } from "./components.js";
import { groupSize, type MissingPattern } from "./missingPatterns.js";
import { type Moments, momentSums } from "./moments.js";

/** Which centre each point of a cohort is nearest to, the first where two tie, and how far it is. */
export interface Nearest {
  readonly label: Int32Array;
  /** Squared distances. */
  readonly distance: Float64Array;
}

/** The assignment of points to centres [k][d], by squared distance. */
export const nearest = (workspace: Workspace, cohort: MissingPattern, centres: Float64Array): Nearest =>
  workspace.arena.scope(() => {
    const { kernels, arena } = workspace;
    const d = cohort.observed.length;
    const k = centres.length / d;
    const label = new Int32Array(cohort.groups * groupSize);
    const distance = new Float64Array(label.length).fill(Number.POSITIVE_INFINITY);
    const maps = arena.put64(Array.from(centres).flatMap((c) => [-c, 1]));
    const distances = arena.alloc64(k * columns);
    eachTile(cohort, (from, to) => {
      const first = groupSize * from;
      kernels.mixtureDiagonalDistances(distances - 8 * first, cohort.x, maps, from, to, k, d, columns);
      const rows = arena.f64(distances, k * columns);
      for (let j = 0; j < k; j++)
        for (let n = first; n < groupSize * to; n++) {
          const squared = rows[j * columns + n - first]!;
          if (!(squared < distance[n]!)) continue;
          distance[n] = squared;
          label[n] = j;
        }
    });
    return { label: label.subarray(0, cohort.rows.length), distance: distance.subarray(0, cohort.rows.length) };
  });

/** The moments of points that belong to one component each: q[label[n]][n] = w_n. */
export const momentsOfLabels = (
  workspace: Workspace,
  cohort: MissingPattern,
  label: Int32Array,
  k: number,
  form: Form,
): Moments =>
  workspace.arena.scope(() => {
    const { arena } = workspace;
    const q = arena.alloc64(k * columns);
    const { add, moments } = momentSums(workspace, cohort, k, form);
    eachTile(cohort, (from, to) => {
      const rows = arena.f64(q, k * columns).fill(0);
      const weights = arena.f64(cohort.weights, cohort.groups * groupSize);
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
  cohort: MissingPattern,
  centres: Float64Array,
  label: Int32Array,
): Float64Array => {
  const d = cohort.observed.length;
  const { mass, sums } = momentsOfLabels(workspace, cohort, label, centres.length / d, { dense: false, shared: false });
  return centres.map((c, i) => {
    const n = mass[Math.floor(i / d)]!;
    return n > 0 ? sums[i]! / n : c;
  });
};
