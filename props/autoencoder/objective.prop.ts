import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floatsOf } from "../../src/core/tree.js";
import type { Objective } from "../../src/train/objective.js";
import { noisyVae, objectives, type Plan, plans } from "../arbitraries/models.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { type ObjectiveLaw, objectiveProperties } from "../laws/objective.js";

const lawOf = (objective: (plan: Plan) => Objective, smooth: ObjectiveLaw<Plan>["smooth"]): ObjectiveLaw<Plan> => ({
  plans,
  objective,
  smooth,
});

/** |x - y| has a kink, and so has leaky ReLU. */
const rows: Readonly<Record<string, ObjectiveLaw<Plan>>> = {
  ...Object.fromEntries(
    Object.entries(objectives).map(([name, make]) => [
      name,
      lawOf(
        (plan) => make(plan),
        ({ likelihood }) => likelihood !== "l1",
      ),
    ]),
  ),
  "vae with batch norm and dropout": lawOf(noisyVae, null),
};

describe.each(runtimes)("objectives ($simd)", (runtime) => {
  describe.each(Object.entries(rows))("%s", (_, law) => {
    for (const [name, property] of Object.entries(objectiveProperties(law, runtime)))
      test(name, () => fc.assert(property));
  });
});

/** Objectives that are wrong in one way each. */
const broken: Readonly<Record<string, (right: Objective) => Objective>> = {
  "the gradient of twice the loss": (right) => ({
    ...right,
    evaluate: (evaluation, data) => {
      const losses = right.evaluate(evaluation, data);
      const { workspace, gradients } = evaluation;
      const n = floatsOf(right.params);
      if (gradients !== null) workspace.kernels.scale32(gradients, gradients, n, 2);
      return losses;
    },
  }),
  "a gradient that leaves its last number out": (right) => ({
    ...right,
    evaluate: (evaluation, data) => {
      const losses = right.evaluate(evaluation, data);
      const { workspace, gradients } = evaluation;
      if (gradients !== null) workspace.arena.f32(gradients, floatsOf(right.params)).fill(Number.NaN, -1);
      return losses;
    },
  }),
  "a loss that hangs on whether its gradient is wanted": (right) => ({
    ...right,
    evaluate: (evaluation, data) => {
      const losses = right.evaluate(evaluation, data);
      return evaluation.gradients === null ? { ...losses, loss: losses.loss + 1 } : losses;
    },
  }),
  "an evaluation that moves the running state": (right) => ({
    ...right,
    evaluate: (evaluation, data) => right.evaluate({ ...evaluation, mode: "train" }, data),
  }),
};

describe("the kit catches a broken objective", () => {
  test.each(Object.entries(broken))("%s", (name, breakIt) => {
    const of = name.includes("running") ? noisyVae : objectives["vae"]!;
    const law = lawOf(
      (plan) => breakIt(of(plan)),
      ({ likelihood }) => likelihood !== "l1",
    );
    const failed = Object.values(objectiveProperties(law, runtimes[0]!)).filter(
      (property) => fc.check(property).failed,
    );
    expect(failed.length).toBeGreaterThan(0);
  });
});
