/**
 * The laws of a game: the gradient of each player is the derivative of its own loss by its own parameters, written whole
 * there and nowhere else; asking for none changes no loss, and evaluation moves no running value. What a player shows
 * later ones is not a way back: whoever reads it writes nothing outside its own range either.
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

/** A game of random size. */
export interface GameLaw<Plan> {
  readonly plans: fc.Arbitrary<Plan>;
  readonly game: (runtime: Runtime, plan: Plan) => AlternatingObjective;
  /** Where no loss has a kink, and its derivative is compared; null: nowhere. */
  readonly smooth: ((plan: Plan) => boolean) | null;
}

interface Move {
  readonly loss: number;
  /** The whole block, NaN where it was not written. */
  readonly gradient: Float32Array;
}

/** What each player finds where none has moved. */
const evaluate = (
  runtime: Runtime,
  game: AlternatingObjective,
  { params, state }: Weights,
  columns: readonly Float64Array[],
  batch: number,
  { mode, seed, wanted }: { readonly mode: "train" | "eval"; readonly seed: number; readonly wanted: boolean },
): { readonly moves: readonly Move[]; readonly state: Float32Array } =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const n = floatsOf(game.params);
    const at = { params: arena.put32(params), state: arena.put32(state) };
    let data: Pointers = columns.map(arena.put32);
    const moves = game.subObjectives.map((player): Move => {
      const block = arena.put32(new Float32Array(n).fill(Number.NaN));
      const evaluation = { workspace, mode, key: foldIn(key(seed), 1), batch, ...at };
      const turn = player.evaluate({ ...evaluation, gradients: wanted ? block : null }, data);
      data = [...data, ...turn.outputs];
      return { loss: turn.losses.loss, gradient: arena.f32(block, n).slice() };
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
export const gameProperties = <Plan>(
  { plans, game: make, smooth }: GameLaw<Plan>,
  runtime: Runtime,
): Record<string, fc.IProperty<[readonly [Plan, number, number]]>> => {
  const draws = fc.tuple(plans, fc.integer({ min: 2, max: 6 }), seeds);
  const given = ([plan, batch, seed]: readonly [Plan, number, number]) => {
    const game = make(runtime, plan);
    const columns = game.columns.map((shape, k) => drawn(seed + k, batch * size(shape), between(0, 1)));
    const weights = game.init(runtime, key(seed));
    const run = (w: Weights, mode: "train" | "eval", wanted: boolean) =>
      evaluate(runtime, game, w, columns, batch, { mode, seed, wanted });
    return { plan, game, weights, run, seed };
  };

  const derivative =
    (smooth: (plan: Plan) => boolean) =>
    (draw: readonly [Plan, number, number]): void => {
      const { plan, game, weights, run, seed } = given(draw);
      fc.pre(smooth(plan));
      const { moves } = run(weights, "train", true);
      for (const [k, { name, from, to }] of game.subObjectives.entries()) {
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
          [`the gradient of a player is the derivative of its loss, within ${derivativeBound}`]: fc.property(
            draws,
            derivative(smooth),
          ),
        }),
    "a player writes the gradient of its own parameters, whole, and of no others": fc.property(draws, (draw) => {
      const { game, weights, run } = given(draw);
      const { moves } = run(weights, "train", true);
      for (const [k, { name, from, to }] of game.subObjectives.entries())
        moves[k]!.gradient.forEach((g, i) => {
          const own = i >= from && i < to;
          demand(Number.isFinite(g) === own, () => `${name}: float ${i} ${own ? "was not written" : "is another's"}`);
        });
    }),
    "no loss hangs on whether its gradient is wanted": fc.property(draws, (draw) => {
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
