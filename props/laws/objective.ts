/**
 * The laws of an objective: its gradient is the derivative of its loss, written whole and nowhere else; the same key
 * gives the same bits; asking for no gradient changes no loss, and evaluation moves no running value.
 */
import fc from "fast-check";
import { key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { floatsOf } from "../../src/core/tree.js";
import type { Weights } from "../../src/nn/weights.js";
import type { Evaluation, Losses, Objective } from "../../src/train/objective.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { between, drawn, magnitudes, seeds } from "../arbitraries/data.js";

/** An objective of random size. */
export interface ObjectiveLaw<Plan> {
  readonly plans: fc.Arbitrary<Plan>;
  readonly objective: (plan: Plan) => Objective;
  /** Where the loss has no kinks, and its derivative is compared; null: nowhere. */
  readonly smooth: ((plan: Plan) => boolean) | null;
}

interface Outcome {
  readonly losses: Losses;
  readonly gradient: Float32Array;
  readonly state: Float32Array;
  readonly params: Float32Array;
}

/** What an evaluation leaves; the gradient's block is NaN before it, so that what is not written shows. */
const evaluate = (
  runtime: Runtime,
  objective: Objective,
  { params, state }: Weights,
  columns: readonly Float64Array[],
  batch: number,
  settings: Pick<Evaluation, "mode" | "key"> & { readonly wanted: boolean },
): Outcome =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const n = floatsOf(objective.params);
    const at = {
      params: arena.put32(params),
      state: arena.put32(state),
      gradients: arena.put32(new Float32Array(n).fill(NaN)),
    };
    const data = columns.map(arena.put32);
    const { wanted, ...rest } = settings;
    const losses = objective.evaluate(
      { workspace, batch, ...rest, ...at, gradients: wanted ? at.gradients : null },
      data,
    );
    return {
      losses,
      gradient: arena.f32(at.gradients, n).slice(),
      state: arena.f32(at.state, state.length).slice(),
      params: arena.f32(at.params, n).slice(),
    };
  });

const demand = (holds: boolean, otherwise: () => string): void => {
  if (!holds) throw new Error(otherwise());
};

const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((x, i) => Object.is(x, b[i]));

/**
 * The bound of the derivative along v, |v| = 1, by central differences at h = 2^-6, for losses of at most some tens:
 * 2^-24 sqrt(numbers) / h of rounding stays below 1e-3, and h^2 / 6 times a third derivative of at most a hundred
 * below 5e-3.
 */
const derivativeBound = 6e-3;
const h = 2 ** -6;

/** The kit as properties by name, for a test that expects them to fail. */
export const objectiveProperties = <Plan>(
  { plans, objective: make, smooth }: ObjectiveLaw<Plan>,
  runtime: Runtime,
): Record<string, fc.IProperty<[readonly [Plan, number, number]]>> => {
  const draws = fc.tuple(plans, fc.integer({ min: 1, max: 6 }), seeds);
  const given = ([plan, batch, seed]: readonly [Plan, number, number]) => {
    const objective = make(plan);
    const columns = objective.columns.map((shape, k) => drawn(seed + k, batch * size(shape), between(0, 1)));
    const weights = objective.init(runtime, key(seed));
    const run = (w: Weights, mode: "train" | "eval", wanted: boolean) =>
      evaluate(runtime, objective, w, columns, batch, { mode, key: key(seed), wanted });
    return { plan, objective, weights, run, seed };
  };

  const derivative =
    (smooth: (plan: Plan) => boolean) =>
    (draw: readonly [Plan, number, number]): void => {
      const { plan, weights, run, seed } = given(draw);
      fc.pre(smooth(plan));
      const direction = drawn(seed ^ 1, weights.params.length, magnitudes(-3, 0));
      const norm = Math.hypot(...direction);
      const lossAt = (by: number): number => {
        const params = Float32Array.from(weights.params, (p, i) => p + (by * direction[i]!) / norm);
        return run({ ...weights, params }, "train", false).losses.loss;
      };
      const slope = (lossAt(h) - lossAt(-h)) / (2 * h);
      const along = run(weights, "train", true).gradient.reduce((sum, g, i) => sum + (g * direction[i]!) / norm, 0);
      const bound = derivativeBound * Math.max(1, Math.abs(slope));
      demand(Math.abs(slope - along) <= bound, () => `${along}, not ${slope} +- ${bound}`);
    };

  return {
    ...(smooth === null
      ? {}
      : { [`the gradient is the derivative, within ${derivativeBound}`]: fc.property(draws, derivative(smooth)) }),
    "the gradient is written whole, the parameters are not": fc.property(draws, (draw) => {
      const { weights, run } = given(draw);
      const { gradient, params } = run(weights, "train", true);
      demand(gradient.every(Number.isFinite), () => "a part of the gradient was not written");
      demand(same(params, weights.params), () => "the parameters moved");
    }),
    "the same key gives the same bits, with and without the gradient": fc.property(draws, (draw) => {
      const { objective, weights, run } = given(draw);
      const [a, b, bare] = [run(weights, "train", true), run(weights, "train", true), run(weights, "train", false)];
      demand(same(a.gradient, b.gradient) && same(a.state, b.state), () => "two runs differ");
      demand(
        ["loss", ...objective.terms].every((part) => Object.is(a.losses[part], bare.losses[part])),
        () => "the loss hangs on whether the gradient is wanted",
      );
    }),
    "evaluation moves no running value": fc.property(draws, (draw) => {
      const { weights, run } = given(draw);
      demand(same(run(weights, "eval", false).state, weights.state), () => "the state moved");
    }),
  };
};
