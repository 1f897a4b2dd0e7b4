import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { floatsOf } from "../../src/core/tree.js";
import { adam, type Definition, sgd } from "../../src/optim/definition.js";
import { type AlternatingObjective, type SubObjective, subObjectivesOf } from "../../src/train/alternating.js";
import { fit } from "../../src/train/fit.js";
import { begin } from "../../src/train/state.js";
import { batchesOf, trainStep } from "../../src/train/step.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { games, normedLayer } from "../arbitraries/alternating.js";
import { seeds } from "../arbitraries/data.js";
import { examplesFor, type Plan, plans, right } from "../arbitraries/models.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { type GameLaw, gameProperties } from "../laws/alternating.js";

const smooth = ({ likelihood }: Plan): boolean => likelihood !== "l1";

const rows: Readonly<Record<string, GameLaw<Plan>>> = Object.fromEntries(
  Object.entries(games).flatMap(([name, game]) => [
    [name, { plans, game: (_: Runtime, plan: Plan) => game(plan), smooth }],
    // The third derivative of batch norm over two examples has no bound to go by.
    [`${name} with batch norm`, { plans, game: (_, plan) => game(plan, normedLayer), smooth: null }],
  ]),
);

describe.each(runtimes)("games ($simd)", (runtime) => {
  describe.each(Object.entries(rows))("%s", (_, law) => {
    for (const [name, property] of Object.entries(gameProperties(law, runtime)))
      test(name, () => fc.assert(property, { numRuns: 30 }));
  });

  test.each(Object.entries(games))("%s: a player's step leaves the parameters of all others bit for bit", (_, make) =>
    fc.assert(
      fc.property(plans, seeds, fc.nat(), (plan, seed, which) => {
        const game = make(plan, normedLayer);
        const players = subObjectivesOf(game);
        const mover = players[which % players.length]!;
        const resting: Record<string, Definition> = Object.fromEntries(
          players.map(({ name }) => [name, sgd({ rate: 0 })]),
        );
        const optimizers = { ...resting, [mover.name]: sgd({ rate: 0.1 }) };
        const start = right(begin(runtime, key(seed), game, { optimizer: optimizers }));
        const [batch] = right(batchesOf(runtime, key(seed), examplesFor(game, 4, seed), { batch: 4, epoch: 0 }));
        const before = Float32Array.from(start.weights.params);
        const after = Float32Array.from(
          right(trainStep(runtime, game, start, batch!, { optimizer: optimizers })).state.weights.params,
        );
        const moved = after.map((p, i) => Number(!Object.is(p, before[i])));
        const inside = moved.subarray(mover.from, mover.to).reduce((sum, m) => sum + m, 0);
        expect(moved.reduce((sum, m) => sum + m, 0)).toBe(inside);
        expect(inside).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    ),
  );
});

test("a fit of a game is the fold of its step over the batches, bit for bit", () =>
  fc.assert(
    fc.property(plans, seeds, fc.constantFrom(...Object.values(games)), (plan, seed, make) => {
      const game = make(plan, normedLayer);
      const optimizer = adam({ rate: 1e-2, weightDecay: 1e-6 });
      const start = right(begin(plain, key(seed), game, { optimizer }));
      const train = examplesFor(game, 7, seed);
      const { state } = right(fit(plain, start.key, game, { train }, { optimizer, batch: 3, epochs: 2, start }));
      let folded = start;
      for (const epoch of [0, 1])
        for (const batch of right(batchesOf(plain, start.key, train, { batch: 3, epoch })))
          folded = right(trainStep(plain, game, folded, batch, { optimizer })).state;
      expect([state.weights, state.optimizer]).toEqual([folded.weights, folded.optimizer]);
    }),
    { numRuns: 20 },
  ));

test("a player without an optimiser is a Left that names it", () => {
  const game = games["adversarial autoencoder"]!({
    height: 1,
    width: 2,
    hidden: 2,
    latent: 1,
    likelihood: "mse",
    kl: 0,
  });
  const start = right(begin(plain, key(0), game, { optimizer: sgd({ rate: 0.1 }) }));
  const optimizer = { autoencoder: sgd({ rate: 0.1 }), encoder: sgd({ rate: 0.1 }) };
  const result = fit(
    plain,
    start.key,
    game,
    { train: examplesFor(game, 2, 1) },
    { optimizer, batch: 2, epochs: 1, start },
  );
  expect(E.isLeft(result) && [result.left.kind, result.left.got]).toEqual(["NoOptimizer", "none for discriminator"]);
});

/** The same game with one player changed. */
const withPlayer = (
  game: AlternatingObjective,
  name: string,
  change: (player: SubObjective) => SubObjective,
): AlternatingObjective => ({
  ...game,
  subObjectives: game.subObjectives.map((player) => (player.name === name ? change(player) : player)),
});

/** Games that are wrong in one way each. */
const broken: Readonly<Record<string, (right: AlternatingObjective) => AlternatingObjective>> = {
  "an encoder whose adversary learns from its step": (right) =>
    withPlayer(right, "encoder", (player) => ({
      ...player,
      evaluate: (evaluation, data) => {
        const turn = player.evaluate(evaluation, data);
        const { workspace, gradients } = evaluation;
        if (gradients !== null) workspace.arena.f32(gradients, floatsOf(right.params)).fill(0, -1);
        return turn;
      },
    })),
  "a discriminator that leaves its last number out": (right) =>
    withPlayer(right, "discriminator", (player) => ({
      ...player,
      evaluate: (evaluation, data) => {
        const turn = player.evaluate(evaluation, data);
        const { workspace, gradients } = evaluation;
        if (gradients !== null) workspace.arena.f32(gradients, player.to).fill(Number.NaN, -1);
        return turn;
      },
    })),
  "an encoder that plays for the other side": (right) =>
    withPlayer(right, "encoder", (player) => ({
      ...player,
      evaluate: (evaluation, data) => {
        const { losses, outputs } = player.evaluate(evaluation, data);
        return { losses: { ...losses, loss: -losses.loss }, outputs };
      },
    })),
  "a loss that hangs on whether its gradient is wanted": (right) =>
    withPlayer(right, "discriminator", (player) => ({
      ...player,
      evaluate: (evaluation, data) => {
        const { losses, outputs } = player.evaluate(evaluation, data);
        return { losses: { ...losses, loss: losses.loss + Number(evaluation.gradients === null) }, outputs };
      },
    })),
  "an evaluation that moves the running state": (right) =>
    withPlayer(right, "discriminator", (player) => ({
      ...player,
      evaluate: (evaluation, data) => player.evaluate({ ...evaluation, mode: "train" }, data),
    })),
};

describe("the kit catches a broken game", () => {
  test.each(Object.entries(broken))("%s", (name, breakIt) => {
    const make = games["adversarial autoencoder"]!;
    const layer = name.includes("running") ? normedLayer : undefined;
    const law: GameLaw<Plan> = { plans, game: (_, plan) => breakIt(make(plan, layer)), smooth };
    const failed = Object.values(gameProperties(law, plain)).filter((property) => {
      const { failed } = fc.check(property, { numRuns: 60 }) as { readonly failed: boolean };
      return failed;
    });
    expect(failed.length).toBeGreaterThan(0);
  });
});
