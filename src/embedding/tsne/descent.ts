import { either as E, function as F } from "fp-ts";
import { checked, expectNumber, expectOptions, expectRuntime } from "../../core/checks.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { putPairs } from "./affinities.js";
import { checkPoints } from "./checks.js";
import { exact, expectMap, fillGradient, type MapWorkspace, workspaceFor } from "./forces.js";
import { floats, putPoints, type TsneFloats, takePoints } from "./memory.js";

/** A map on its way down: where its points are, how they moved last, how willingly each moves. All [n, dims]. */
export interface TsneState {
  readonly positions: Tensor;
  readonly update: Tensor;
  readonly gains: Tensor;
}

/** How a step is made. */
export interface DescentOptions {
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
export const initialState = (positions: Tensor): TsneState => ({
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
export const motion = (own: TsneFloats, length: number): Motion => ({
  update: own.zeros(length),
  gains: own.zeros(length),
});

/** No motion, all gains 1. */
export const rest = (own: TsneFloats, length: number, { update, gains }: Motion): void => {
  own.view(update, length).fill(0);
  own.view(gains, length).fill(1);
};

/** One step along a gradient that is filled in: of the points of a fit, or of those that are transformed. */
export const move = (
  { floats: { descend }, y, gradient }: Pick<MapWorkspace, "floats" | "y" | "gradient">,
  { update, gains }: Motion,
  { rate, momentum }: Omit<DescentOptions, "exaggeration">,
): void => descend(y.at, update, gains, gradient, rate, momentum, leastGain, 0, y.dims * y.stride);

/** One iteration in linear memory. */
export const advance = (on: MapWorkspace, moving: Motion, options: DescentOptions): void => {
  fillGradient(on, options.exaggeration);
  move(on, moving, options);
};

const expectState = (state: unknown): E.Either<Failure, unknown> => {
  const { positions, update, gains } = (state ?? {}) as Partial<TsneState>;
  return F.pipe(
    checkPoints("the positions", positions as Tensor, ["any", "any"]),
    E.chain(({ shape }) => {
      const extents = shape as [number, number];
      return checked(
        state,
        checkPoints("the update", update as Tensor, extents),
        checkPoints("the gains", gains as Tensor, extents),
      );
    }),
  );
};

/**
 * One iteration as a pure function, in float64, with g the gradient of `divergence`:
 *
 *   gain = max(0.01, update g < 0 ? gain + 0.2 : 0.8 gain);   update = momentum update - rate gain g;   y = y + update
 *
 * p: [n, n], as of `affinities`. A fit in float64 is the fold of this, bit for bit; it does not copy P at each step.
 * Errors: `ShapeMismatch`, `NotFinite`; `BadOption`, `BadArgument`.
 */
export const step = (
  runtime: Runtime,
  state: TsneState,
  p: Tensor,
  options: DescentOptions,
): E.Either<Failure, TsneState> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectOptions(options, ["rate", "momentum", "exaggeration"])),
    E.chain(() =>
      checked(
        undefined,
        expectNumber("rate", options.rate, "above 0"),
        expectNumber("momentum", options.momentum, "0 or more"),
        expectNumber("exaggeration", options.exaggeration, "above 0"),
        expectState(state),
      ),
    ),
    E.chain(() => expectMap(p, state.positions)),
    E.map(() =>
      runtime.using((workspace) => {
        const own = floats(workspace, "float64");
        const { positions, update, gains } = state;
        const on = workspaceFor(own, exact(own, putPairs(own, p, positions.shape[0]!)), putPoints(own, positions));
        const moving = { update: putPoints(own, update).at, gains: putPoints(own, gains).at };
        advance(on, moving, options);
        const take = (at: Pointer): Tensor => takePoints(own, { ...on.y, at });
        return { positions: take(on.y.at), update: take(moving.update), gains: take(moving.gains) };
      }),
    ),
  );
