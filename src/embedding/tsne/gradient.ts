import type { Tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { putPairs } from "./affinities.js";
import { type Floats, floats } from "./floats.js";
import { exact, type Forces } from "./forces.js";
import { type Points, putPoints, takePoints } from "./points.js";

/** A map in linear memory, and what moves it. */
export interface Board {
  readonly floats: Floats;
  readonly forces: Forces;
  readonly y: Points;
  /** Lies as `y`. */
  readonly gradient: Pointer;
  /** What `forces` fills. */
  readonly sums: Pointer;
}

/** A board in the current scope of the arena. */
export const workspaceFor = (own: Floats, forces: Forces, y: Points): Board => ({
  floats: own,
  forces,
  y,
  gradient: own.zeros(y.dims * y.stride),
  sums: own.workspace.arena.alloc64((2 * y.dims + 1) * y.stride),
});

/** Fills the gradient of KL(exaggeration P | Q). */
export const fillGradient = (on: Board, exaggeration: number): void => {
  const mass = on.forces.computeForces(on.sums, on.y);
  const { stride, dims, count } = on.y;
  on.floats.gradient(on.gradient, stride, on.sums, stride, dims, 4, exaggeration, mass, 0, count);
};

/** KL(exaggeration P | Q). */
export const divergenceOf = (on: Board, exaggeration: number): number => {
  const mass = on.forces.computeForces(on.sums, on.y);
  on.forces.diverge(on.sums, on.y, mass, exaggeration);
  return on.floats.workspace.kernels.sum64(on.sums, on.y.count);
};

/** How far a map is from the data, in nats, and which way is up. */
export interface Divergence {
  readonly kl: number;
  /** [n, dims] */
  readonly gradient: Tensor;
}

/**
 * KL of a map y, [n, dims], and its gradient, in float64:
 *
 *   q_ij = k_ij / Z,   k_ij = 1 / (1 + |y_i - y_j|^2),   KL = sum over i, j of p_ij log(p_ij / q_ij)
 *   dKL / dy_i = 4 sum over j of (p_ij - q_ij) k_ij (y_i - y_j)
 *
 * p: [n, n], as of `affinities`. `exaggeration` multiplies it in both formulas, and it is not normalised again: what is
 * followed is then a force, no longer the slope of the sum. Within the logarithm, p and q are at least 2.2e-16.
 *
 * Throws a RangeError where p and y are not of the same points.
 *
 * @example
 * divergence(runtime, tensor64([2, 2], [0, 0.5, 0.5, 0]), tensor64([2, 1], [0, 3])).kl // => 0
 */
export const divergence = (runtime: Runtime, p: Tensor, y: Tensor, exaggeration = 1): Divergence =>
  runtime.using((workspace) => {
    const own = floats(workspace, "float64");
    const on = workspaceFor(own, exact(own, putPairs(own, p, y.shape[0]!)), putPoints(own, y));
    fillGradient(on, exaggeration);
    return { gradient: takePoints(own, { ...on.y, at: on.gradient }), kl: divergenceOf(on, exaggeration) };
  });
