/**
 * The laws of an alternating objective: the gradient of each sub-objective is the derivative of its own loss by its own parameters, written whole
 * there and nowhere else; asking for none changes no loss, and evaluation moves no running value. The outputs
 * that later ones read are constants to them: they write nothing outside their own ranges either.
 */
import fc from "fast-check";
import { foldIn, key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { floatsOf } from "../../src/core/tree.js";
import type { Pointers } from "../../src/nn/compiledLayer.js";
import type { Weights } from "../../src/nn/weights.js";
import type { AlternatingObjective } from "../../src/train/alternating.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { between, drawn, magnitudes, seeds } from "../arbitraries/data.js";

/** An alternating objective of random size. */
export interface AlternatingLaw<Plan> {
  readonly plans: fc.Arbitrary<Plan>;
  readonly objective: (runtime: Runtime, plan: Plan) => AlternatingObjective;
  /** Where no loss has a kink, and its derivative is compared; null: nowhere. */
  readonly smooth: ((plan: Plan) => boolean) | null;
}

interface Move {
  readonly loss: number;
  /** The whole block, NaN where it was not written. */
  readonly gradient: Float32Array;
}

/** What each sub-objective finds where none was updated. */
const evaluate = (
  runtime: Runtime,
  objective: AlternatingObjective,
  { params, state }: Weights,
  columns: readonly Float64Array[],
  batch: number,
  { mode, seed, wanted }: { readonly mode: "train" | "eval"; readonly seed: number; readonly wanted: boolean },
): { readonly moves: readonly Move[]; readonly state: Float32Array } =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const n = floatsOf(objective.params);
    const at = { params: arena.put32(params), state: arena.put32(state) };
    let data: Pointers = columns.map(arena.put32);
    const moves = objective.subObjectives.map((subObjective): Move => {
      const block = arena.put32(new Float32Array(n).fill(Number.NaN));
      const evaluation = { workspace, mode, key: foldIn(key(seed), 1), batch, ...at };
      const result = subObjective.evaluate({ ...evaluation, gradients: wanted ? block : null }, data);
      data = [...data, ...result.outputs];
      return { loss: result.losses.loss, gradient: arena.f32(block, n).slice() };
    });
    return { moves, state: arena.f32(at.state, state.length).slice() };
  });

const demand = (holds: boolean, otherwise: () => string): void => {
  if (!holds) throw new Error(otherwise());
};

/** As of objectives (laws/objective.ts), for losses of the same size. */
const derivativeBound = 6e-3;
const h = 2 ** -6;

/** The kit as properties by name, for a test that expects them to fail. */
export const alternatingProperties = <Plan>(
  { plans, objective: make, smooth }: AlternatingLaw<Plan>,
  runtime: Runtime,
): Record<string, fc.IProperty<[readonly [Plan, number, number]]>> => {
  const draws = fc.tuple(plans, fc.integer({ min: 2, max: 6 }), seeds);
  const given = ([plan, batch, seed]: readonly [Plan, number, number]) => {
    const objective = make(runtime, plan);
    const columns = objective.columns.map((shape, k) => drawn(seed + k, batch * size(shape), between(0, 1)));
    const weights = objective.init(runtime, key(seed));
    const run = (w: Weights, mode: "train" | "eval", wanted: boolean) =>
      evaluate(runtime, objective, w, columns, batch, { mode, seed, wanted });
    return { plan, objective, weights, run, seed };
  };

  const derivative =
    (smooth: (plan: Plan) => boolean) =>
    (draw: readonly [Plan, number, number]): void => {
      const { plan, objective, weights, run, seed } = given(draw);
      fc.pre(smooth(plan));
      const { moves } = run(weights, "train", true);
      for (const [k, { name, from, to }] of objective.subObjectives.entries()) {
        const direction = drawn(seed ^ k, to - from, magnitudes(-3, 0));
        const norm = Math.hypot(...direction);
        const lossAt = (by: number): number => {
          const params = Float32Array.from(weights.params);
          direction.forEach((d, i) => {
            params[from + i]! += (by * d) / norm;
          });
          return run({ ...weights, params }, "train", false).moves[k]!.loss;
        };
        const slope = (lossAt(h) - lossAt(-h)) / (2 * h);
        const along = direction.reduce((sum, d, i) => sum + (d / norm) * moves[k]!.gradient[from + i]!, 0);
        const bound = derivativeBound * Math.max(1, Math.abs(slope));
        demand(Math.abs(slope - along) <= bound, () => `${name}: ${along}, not ${slope} +- ${bound}`);
      }
    };

  return {
    ...(smooth === null
      ? {}
      : {
          [`the gradient of a sub-objective is the derivative of its loss, within ${derivativeBound}`]: fc.property(
            draws,
            derivative(smooth),
          ),
        }),
    "a sub-objective writes the gradient of its own parameters, whole, and of no others": fc.property(draws, (draw) => {
      const { objective, weights, run } = given(draw);
      const { moves } = run(weights, "train", true);
      for (const [k, { name, from, to }] of objective.subObjectives.entries())
        moves[k]!.gradient.forEach((g, i) => {
          const own = i >= from && i < to;
          demand(Number.isFinite(g) === own, () => `${name}: float ${i} ${own ? "was not written" : "is another's"}`);
        });
    }),
    "no loss depends on whether its gradient is wanted": fc.property(draws, (draw) => {
      const { weights, run } = given(draw);
      const losses = (wanted: boolean) => run(weights, "train", wanted).moves.map(({ loss }) => loss);
      const [asked, bare] = [losses(true), losses(false)];
      demand(
        asked.every((loss, k) => Object.is(loss, bare[k])),
        () => `${asked}, not ${bare}`,
      );
    }),
    "evaluation moves no running value": fc.property(draws, (draw) => {
      const { weights, run } = given(draw);
      const { state } = run(weights, "eval", false);
      demand(
        state.every((value, i) => Object.is(value, weights.state[i])),
        () => "the state moved",
      );
    }),
  };
};
