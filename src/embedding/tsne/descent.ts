import { type Tensor, tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { putPairs } from "./affinities.js";
import { type Floats, floats } from "./floats.js";
import { exact } from "./forces.js";
import { type Board, fillGradient, workspaceFor } from "./gradient.js";
import { putPoints, takePoints } from "./points.js";

/** A map on its way down: where its points are, how they moved last, how willingly each moves. All [n, dims]. */
export interface Descent {
  readonly positions: Tensor;
  readonly update: Tensor;
  readonly gains: Tensor;
}

/** How a step is made. */
export interface Pace {
  readonly rate: number;
  readonly momentum: number;
  /** What attractions are multiplied by: at first 12 or so, which lets clusters pass through each other. */
  readonly exaggeration: number;
}

/**
 * Before the first step: no motion, all gains 1.
 *
 * @example
 * initialState(tensor64([2, 1], [0.5, -0.5])).gains.data // => new Float64Array([1, 1])
 */
export const initialState = (positions: Tensor): Descent => ({
  positions,
  update: tensor(positions.shape, new Float64Array(positions.data.length)),
  gains: tensor(positions.shape, new Float64Array(positions.data.length).fill(1)),
});

/** A gain falls no lower. */
const leastGain = 0.01;

/** Blocks that lie as the points of the map. */
export interface Motion {
  readonly update: Pointer;
  readonly gains: Pointer;
}

/** Room for a motion of so many coordinates, in the current scope of the arena. */
export const motion = (own: Floats, length: number): Motion => ({
  update: own.zeros(length),
  gains: own.zeros(length),
});

/** No motion, all gains 1. */
export const rest = (own: Floats, length: number, { update, gains }: Motion): void => {
  own.view(update, length).fill(0);
  own.view(gains, length).fill(1);
};

/** One step along a gradient that is filled in: of the points that are fitted, or of those that are placed. */
export const move = (
  { floats: { descend }, y, gradient }: Pick<Board, "floats" | "y" | "gradient">,
  { update, gains }: Motion,
  { rate, momentum }: Omit<Pace, "exaggeration">,
): void => descend(y.at, update, gains, gradient, rate, momentum, leastGain, 0, y.dims * y.stride);

/** One iteration in linear memory. */
export const advance = (on: Board, moving: Motion, pace: Pace): void => {
  fillGradient(on, pace.exaggeration);
  move(on, moving, pace);
};

/**
 * One iteration as a pure function, in float64, with g the gradient of `divergence`:
 *
 *   gain = max(0.01, update g < 0 ? gain + 0.2 : 0.8 gain);   update = momentum update - rate gain g;   y = y + update
 *
 * p: [n, n], as of `affinities`. A fit in float64 is the fold of this, bit for bit; it does not copy P at each step.
 */
export const step =
  (runtime: Runtime, p: Tensor, pace: Pace) =>
  ({ positions, update, gains }: Descent): Descent =>
    runtime.using((workspace) => {
      const own = floats(workspace, "float64");
      const on = workspaceFor(own, exact(own, putPairs(own, p, positions.shape[0]!)), putPoints(own, positions));
      const moving = { update: putPoints(own, update).at, gains: putPoints(own, gains).at };
      advance(on, moving, pace);
      const take = (at: Pointer): Tensor => takePoints(own, { ...on.y, at });
      return { positions: take(on.y.at), update: take(moving.update), gains: take(moving.gains) };
    });
