import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Points } from "./points.js";

/** Points in a group, side by side in the lanes of the kernels. */
export const groupSize = 8;

/** The points that show the same coordinates. Rows of weight 0 are in no pattern. */
export interface Pattern {
  readonly observed: readonly number[];
  readonly missing: readonly number[];
  /** Which rows of the data, ascending. */
  readonly rows: readonly number[];
}

/** The points of a pattern in a workspace: observed coordinates less the pivot, [group][a][8], zeros of weight 0 behind the last. */
export interface MissingPattern extends Pattern {
  readonly groups: number;
  readonly x: Pointer;
  /** [group][8]. */
  readonly weights: Pointer;
}

/** Sorts rows by what they show; the patterns stand in the order of their first rows. */
export const patternsOf = ({ count, d, data, weights }: Points): readonly Pattern[] => {
  const byMissing = new Map<string, Pattern & { readonly rows: number[] }>();
  for (let n = 0; n < count; n++) {
    if (weights[n] === 0) continue;
    let name = "";
    for (let a = 0; a < d; a++) if (Number.isNaN(data[n * d + a])) name += `${a},`;
    const known = byMissing.get(name);
    if (known !== undefined) {
      known.rows.push(n);
      continue;
    }
    const coordinates = Array.from({ length: d }, (_, a) => a);
    const isMissing = (a: number): boolean => Number.isNaN(data[n * d + a]);
    byMissing.set(name, {
      observed: coordinates.filter((a) => !isMissing(a)),
      missing: coordinates.filter(isMissing),
      rows: [n],
    });
  }
  return [...byMissing.values()];
};

/** Lays out the points of a pattern in the current scope of the workspace's arena. */
export const missingPattern = (
  { arena }: Workspace,
  { d, data, weights }: Points,
  pattern: Pattern,
  pivot: Float64Array,
): MissingPattern => {
  const { observed, rows } = pattern;
  const groups = Math.ceil(rows.length / groupSize);
  const x = arena.alloc64(groups * groupSize * observed.length);
  const w = arena.alloc64(groups * groupSize);
  const values = arena.f64(x, groups * groupSize * observed.length).fill(0);
  const weightsOfRows = arena.f64(w, groups * groupSize).fill(0);
  rows.forEach((n, i) => {
    const lane = i % groupSize;
    const group = (i - lane) * observed.length;
    weightsOfRows[i] = weights[n]!;
    for (let a = 0; a < observed.length; a++) {
      const coordinate = observed[a]!;
      values[group + a * groupSize + lane] = data[n * d + coordinate]! - pivot[coordinate]!;
    }
  });
  return { ...pattern, groups, x, weights: w };
};

/** Groups that are inferred and summed together, enough for many threads: their numbers stay in the last cache. */
const groupsAtATime = 256;

/**
 * The distance in elements between the numbers of two components: as many as a block has points, and a group more, since
 * rows a power of two apart would meet in the same lines of a cache.
 */
export const columns = (groupsAtATime + 1) * groupSize;

/** The E-step on a few groups: what `posteriors` hands on. Rows of `columns` numbers, the first of group `from` first. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** w_n r_j of point n: [k][columns]. */
  readonly q: Pointer;
  /** w_n log p(x_n), of the observed coordinates. */
  readonly evidence: Pointer;
  /** w_n H(r). */
  readonly entropy: Pointer;
}

/** Goes through a pattern block by block, by the groups [from, to) of each. */
export const eachBlock = ({ groups }: MissingPattern, body: (from: number, to: number) => void): void => {
  for (let from = 0; from < groups; from += groupsAtATime) body(from, Math.min(from + groupsAtATime, groups));
};
