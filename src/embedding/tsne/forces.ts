import type { Pointer } from "../../wasm/arena.js";
import type { Floats } from "./floats.js";
import type { Neighbours } from "./neighbours.js";
import { type Points, strideOf } from "./points.js";

/** What the points of a map do to each other, by all pairs of them or by a tree. */
export interface Forces {
  /** Fills `sums` with A, R and z of all points, 2 dims + 1 rows as long as those of y; returns Z, the mass of all. */
  readonly computeForces: (sums: Pointer, y: Points) => number;
  /** out[i] = the terms of KL(exaggeration P | Q) of point i, Z being given; float64. */
  readonly diverge: (out: Pointer, y: Points, mass: number, exaggeration: number) => void;
}

/** Z of sums in memory. */
const massOf = ({ workspace: { kernels } }: Floats, sums: Pointer, { dims, stride, count }: Points): number =>
  kernels.sum64(sums + 8 * 2 * dims * stride, count);

/** All pairs, with P as a matrix: its rows as long as those of y. */
export const exact = (own: Floats, p: Pointer): Forces => ({
  computeForces: (sums, y) => {
    const { at, count, stride, dims } = y;
    own.forces(sums, stride, p, at, stride, at, count, stride, dims, 1, 0, count);
    return massOf(own, sums, y);
  },
  diverge: (out, { at, stride, dims, count }, mass, exaggeration) =>
    own.divergence(out, p, at, stride, dims, mass, exaggeration, 0, count),
});

/**
 * Attraction by neighbours alone, repulsion by a tree, whose cells count as one point where side < theta * distance.
 * For n points in the plane, in the current scope of the arena.
 *
 * Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms" (2014).
 */
export const barnesHut = (own: Floats, { p, which, starts }: Neighbours, n: number, theta: number): Forces => {
  const { kernels, arena } = own.workspace;
  const stride = strideOf(n);
  const nodes = arena.alloc(2 * n * (4 * own.bytes + 16));
  const [sorted, order] = [own.zeros(2 * stride), arena.alloc(4 * n)];
  const scratch = arena.alloc(kernels.tsneTreeScratch(n));
  return {
    computeForces: (sums, y) => {
      const count = own.tree(nodes, sorted, order, y.at, stride, n, scratch);
      own.repulsion(sums + 8 * 2 * stride, stride, nodes, count, sorted, stride, order, theta, 0, n);
      own.attraction(sums, stride, p, which, starts, y.at, stride, 0, n);
      return massOf(own, sums, y);
    },
    diverge: (out, y, mass, exaggeration) =>
      own.sparseDivergence(out, p, which, starts, y.at, stride, mass, exaggeration, 0, n),
  };
};
