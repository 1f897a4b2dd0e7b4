import { either as E, function as F } from "fp-ts";
import { checked, expectNumber, expectOption, expectOptions, expectRuntime, expectTensor } from "../../core/checks.js";
import { expectShape } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { putPairs } from "./affinities.js";
import { checkPoints } from "./checks.js";
import { floats, putPoints, type StoredPoints, strideOf, type TsneFloats, takePoints } from "./memory.js";
import type { Neighbours } from "./neighbours.js";

/** What the points of a map do to each other, by all pairs of them or by a tree. */
export interface Forces {
  /** Fills `sums` with A, R and z of all points, 2 dims + 1 rows as long as those of y; returns Z, the sum of all z. */
  readonly computeForces: (sums: Pointer, y: StoredPoints) => number;
  /** out[i] = the terms of KL(exaggeration P | Q) of point i, Z being given; float64. */
  readonly diverge: (out: Pointer, y: StoredPoints, normalizer: number, exaggeration: number) => void;
}

/** Z of sums in memory. */
const massOf = ({ workspace: { kernels } }: TsneFloats, sums: Pointer, { dims, stride, count }: StoredPoints): number =>
  kernels.sum64(sums + 8 * 2 * dims * stride, count);

/** All pairs, with P as a matrix: its rows as long as those of y. */
export const exact = (own: TsneFloats, p: Pointer): Forces => ({
  computeForces: (sums, y) => {
    const { at, count, stride, dims } = y;
    own.forces(sums, stride, p, at, stride, at, count, stride, dims, 1, 0, count);
    return massOf(own, sums, y);
  },
  diverge: (out, { at, stride, dims, count }, normalizer, exaggeration) =>
    own.divergence(out, p, at, stride, dims, normalizer, exaggeration, 0, count),
});

/**
 * Attraction by neighbours alone, repulsion by a tree, whose cells count as one point where side < theta * distance.
 * For n points in the plane, in the current scope of the arena.
 *
 * Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms" (2014).
 */
export const barnesHut = (own: TsneFloats, { p, which, starts }: Neighbours, n: number, theta: number): Forces => {
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
    diverge: (out, y, normalizer, exaggeration) =>
      own.sparseDivergence(out, p, which, starts, y.at, stride, normalizer, exaggeration, 0, n),
  };
};

/** A map in linear memory, and what moves it. */
export interface MapWorkspace {
  readonly floats: TsneFloats;
  readonly forces: Forces;
  readonly y: StoredPoints;
  /** Lies as `y`. */
  readonly gradient: Pointer;
  /** What `forces` fills. */
  readonly sums: Pointer;
}

/** A workspace in the current scope of the arena. */
export const workspaceFor = (own: TsneFloats, forces: Forces, y: StoredPoints): MapWorkspace => ({
  floats: own,
  forces,
  y,
  gradient: own.zeros(y.dims * y.stride),
  sums: own.workspace.arena.alloc64((2 * y.dims + 1) * y.stride),
});

/** Fills the gradient of KL(exaggeration P | Q). */
export const fillGradient = (on: MapWorkspace, exaggeration: number): void => {
  const normalizer = on.forces.computeForces(on.sums, on.y);
  const { stride, dims, count } = on.y;
  on.floats.gradient(on.gradient, stride, on.sums, stride, dims, 4, exaggeration, normalizer, 0, count);
};

/** KL(exaggeration P | Q). */
export const divergenceOf = (on: MapWorkspace, exaggeration: number): number => {
  const normalizer = on.forces.computeForces(on.sums, on.y);
  on.forces.diverge(on.sums, on.y, normalizer, exaggeration);
  return on.floats.workspace.kernels.sum64(on.sums, on.y.count);
};

/** How far a map is from the data, in nats, and which way is up. */
export interface Divergence {
  readonly kl: number;
  /** [n, dims] */
  readonly gradient: Tensor;
}

/** P and the positions of its points, checked. Errors: `ShapeMismatch`, `NotFinite`, `BadArgument`. */
export const expectMap = (p: Tensor, y: Tensor): E.Either<Failure, unknown> =>
  F.pipe(
    checkPoints("the map", y, ["any", "any"]),
    E.chainW(() => expectOption("the map", y.shape[1]! <= 3, "1 to 3 dimensions", y.shape[1])),
    E.chainW(() => expectTensor("the affinities", p)),
    E.chainW(() => expectShape("these are not the affinities of the points", [y.shape[0]!, y.shape[0]!], p.shape)),
  );

/**
 * KL of a map y, [n, dims], and its gradient, in float64:
 *
 *   q_ij = k_ij / Z,   k_ij = 1 / (1 + |y_i - y_j|^2),   KL = sum over i, j of p_ij log(p_ij / q_ij)
 *   dKL / dy_i = 4 sum over j of (p_ij - q_ij) k_ij (y_i - y_j)
 *
 * p: [n, n], as of `affinities`. `exaggeration` (1) multiplies it in both formulas, and it is not normalised again: what
 * is followed is then a force, no longer the slope of the sum. Within the logarithm, p and q are at least 2.2e-16.
 *
 * Errors: `ShapeMismatch` where p and y are not of the same points, `NotFinite`; `BadOption`, `BadArgument`.
 *
 * @example
 * const two = divergence(runtime, tensor64([2, 2], [0, 0.5, 0.5, 0]), tensor64([2, 1], [0, 3]));
 * E.map(({ kl }) => kl)(two) // => E.right(0)
 */
export const divergence = (
  runtime: Runtime,
  p: Tensor,
  y: Tensor,
  options: { readonly exaggeration?: number } = {},
): E.Either<Failure, Divergence> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectOptions(options, ["exaggeration"])),
    E.map(() => options.exaggeration ?? 1),
    E.chainFirst((exaggeration) =>
      checked(undefined, expectNumber("exaggeration", exaggeration, "above 0"), expectMap(p, y)),
    ),
    E.map((exaggeration) =>
      runtime.using((workspace) => {
        const own = floats(workspace, "float64");
        const on = workspaceFor(own, exact(own, putPairs(own, p, y.shape[0]!)), putPoints(own, y));
        fillGradient(on, exaggeration);
        return { gradient: takePoints(own, { ...on.y, at: on.gradient }), kl: divergenceOf(on, exaggeration) };
      }),
    ),
  );
