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
import { alternatingObjectives, normedLayer } from "../arbitraries/alternating.js";
import { seeds } from "../arbitraries/data.js";
import { examplesFor, type Plan, plans, right } from "../arbitraries/models.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { type AlternatingLaw, alternatingProperties } from "../laws/alternating.js";

const smooth = ({ likelihood }: Plan): boolean => likelihood !== "l1";

const rows: Readonly<Record<string, AlternatingLaw<Plan>>> = Object.fromEntries(
  Object.entries(alternatingObjectives).flatMap(([name, objective]) => [
    [name, { plans, objective: (_: Runtime, plan: Plan) => objective(plan), smooth }],
    // The third derivative of batch norm over two examples has no bound to go by.
    [`${name} with batch norm`, { plans, objective: (_, plan) => objective(plan, normedLayer), smooth: null }],
  ]),
);

describe.each(runtimes)("alternating objectives ($simd)", (runtime) => {
  describe.each(Object.entries(rows))("%s", (_, law) => {
    for (const [name, property] of Object.entries(alternatingProperties(law, runtime)))
      test(name, () => fc.assert(property, { numRuns: 30 }));
  });

  test.each(Object.entries(alternatingObjectives))(
    "%s: a sub-objective's step leaves the parameters of all others bit for bit",
    (_, make) =>
      fc.assert(
        fc.property(plans, seeds, fc.nat(), (plan, seed, which) => {
          const objective = make(plan, normedLayer);
          const subObjectives = subObjectivesOf(objective);
          const updated = subObjectives[which % subObjectives.length]!;
          const resting: Record<string, Definition> = Object.fromEntries(
            subObjectives.map(({ name }) => [name, sgd({ rate: 0 })]),
          );
          const optimizers = { ...resting, [updated.name]: sgd({ rate: 0.1 }) };
          const start = right(begin(runtime, key(seed), objective, { optimizer: optimizers }));
          const [batch] = right(batchesOf(runtime, key(seed), examplesFor(objective, 4, seed), { batch: 4, epoch: 0 }));
          const before = Float32Array.from(start.weights.params);
          const after = Float32Array.from(
            right(trainStep(runtime, objective, start, batch!, { optimizer: optimizers })).state.weights.params,
          );
          const moved = after.map((p, i) => Number(!Object.is(p, before[i])));
          const inside = moved.subarray(updated.from, updated.to).reduce((sum, m) => sum + m, 0);
          expect(moved.reduce((sum, m) => sum + m, 0)).toBe(inside);
          expect(inside).toBeGreaterThan(0);
        }),
        { numRuns: 20 },
      ),
  );
});

test("a fit of an alternating objective is the fold of its step over the batches, bit for bit", () =>
  fc.assert(
    fc.property(plans, seeds, fc.constantFrom(...Object.values(alternatingObjectives)), (plan, seed, make) => {
      const objective = make(plan, normedLayer);
      const optimizer = adam({ rate: 1e-2, weightDecay: 1e-6 });
      const start = right(begin(plain, key(seed), objective, { optimizer }));
      const train = examplesFor(objective, 7, seed);
      const { state } = right(fit(plain, start.key, objective, { train }, { optimizer, batch: 3, epochs: 2, start }));
      let folded = start;
      for (const epoch of [0, 1])
        for (const batch of right(batchesOf(plain, start.key, train, { batch: 3, epoch })))
          folded = right(trainStep(plain, objective, folded, batch, { optimizer })).state;
      expect([state.weights, state.optimizer]).toEqual([folded.weights, folded.optimizer]);
    }),
    { numRuns: 20 },
  ));

test("a sub-objective without an optimiser is a Left that names it", () => {
  const objective = alternatingObjectives["adversarial autoencoder"]!({
    height: 1,
    width: 2,
    hidden: 2,
    latent: 1,
    likelihood: "mse",
    kl: 0,
  });
  const start = right(begin(plain, key(0), objective, { optimizer: sgd({ rate: 0.1 }) }));
  const optimizer = { autoencoder: sgd({ rate: 0.1 }), encoder: sgd({ rate: 0.1 }) };
  const result = fit(
    plain,
    start.key,
    objective,
    { train: examplesFor(objective, 2, 1) },
    { optimizer, batch: 2, epochs: 1, start },
  );
  expect(E.isLeft(result) && [result.left.kind, result.left.got]).toEqual(["NoOptimizer", "none for discriminator"]);
});

/** The same with one sub-objective changed. */
const withSubObjective = (
  objective: AlternatingObjective,
  name: string,
  change: (subObjective: SubObjective) => SubObjective,
): AlternatingObjective => ({
  ...objective,
  subObjectives: objective.subObjectives.map((subObjective) =>
    subObjective.name === name ? change(subObjective) : subObjective,
  ),
});

/** Wrong in one way each. */
const broken: Readonly<Record<string, (right: AlternatingObjective) => AlternatingObjective>> = {
  "an encoder whose adversary learns from its step": (right) =>
    withSubObjective(right, "encoder", (subObjective) => ({
      ...subObjective,
      evaluate: (evaluation, data) => {
        const result = subObjective.evaluate(evaluation, data);
        const { workspace, gradients } = evaluation;
        if (gradients !== null) workspace.arena.f32(gradients, floatsOf(right.params)).fill(0, -1);
        return result;
      },
    })),
  "a discriminator that leaves its last number out": (right) =>
    withSubObjective(right, "discriminator", (subObjective) => ({
      ...subObjective,
      evaluate: (evaluation, data) => {
        const result = subObjective.evaluate(evaluation, data);
        const { workspace, gradients } = evaluation;
        if (gradients !== null) workspace.arena.f32(gradients, subObjective.to).fill(Number.NaN, -1);
        return result;
      },
    })),
  "an encoder that descends the other way": (right) =>
    withSubObjective(right, "encoder", (subObjective) => ({
      ...subObjective,
      evaluate: (evaluation, data) => {
        const { losses, outputs } = subObjective.evaluate(evaluation, data);
        return { losses: { ...losses, loss: -losses.loss }, outputs };
      },
    })),
  "a loss that depends on whether its gradient is wanted": (right) =>
    withSubObjective(right, "discriminator", (subObjective) => ({
      ...subObjective,
      evaluate: (evaluation, data) => {
        const { losses, outputs } = subObjective.evaluate(evaluation, data);
        return { losses: { ...losses, loss: losses.loss + Number(evaluation.gradients === null) }, outputs };
      },
    })),
  "an evaluation that moves the running state": (right) =>
    withSubObjective(right, "discriminator", (subObjective) => ({
      ...subObjective,
      evaluate: (evaluation, data) => subObjective.evaluate({ ...evaluation, mode: "train" }, data),
    })),
};

describe("the kit catches a broken objective", () => {
  test.each(Object.entries(broken))("%s", (name, breakIt) => {
    const make = alternatingObjectives["adversarial autoencoder"]!;
    const layer = name.includes("running") ? normedLayer : undefined;
    const law: AlternatingLaw<Plan> = { plans, objective: (_, plan) => breakIt(make(plan, layer)), smooth };
    const failed = Object.values(alternatingProperties(law, plain)).filter((property) => {
      const { failed } = fc.check(property, { numRuns: 60 }) as { readonly failed: boolean };
      return failed;
    });
    expect(failed.length).toBeGreaterThan(0);
  });
});
