import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  chain,
  clipByNorm,
  clipByValue,
  type Definition,
  rmsprop,
  sgd,
} from "../../src/optim/definition.js";
import { kernelStep } from "../../src/optim/kernelStep.js";
import { cosine, type Schedule } from "../../src/optim/schedules.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";

/** A loss, its gradient (written to g), and where to begin. */
interface Problem {
  readonly loss: (x: Float32Array) => number;
  readonly gradient: (g: Float32Array, x: Float32Array) => void;
}

/** sum of c_i (x_i - i)^2 / 2, c_i from 1 to 10 */
const quadratic: Problem = {
  loss: (x) => x.reduce((sum, value, i) => sum + ((1 + 3 * i) * (value - i) ** 2) / 2, 0),
  gradient: (g, x) => {
    for (let i = 0; i < x.length; i++) g[i] = (1 + 3 * i) * (x[i]! - i);
  },
};

/** (1 - x)^2 + 100 (y - x^2)^2, whose valley bends to (1, 1) */
const rosenbrock: Problem = {
  loss: ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
  gradient: (g, [x, y]) => {
    g[0] = -2 * (1 - x!) - 400 * x! * (y! - x! ** 2);
    g[1] = 200 * (y! - x! ** 2);
  },
};

/** The loss after so many resident steps from x. */
const lossAfter = (
  runtime: (typeof runtimes)[number],
  definition: Definition,
  steps: number,
  problem: Problem,
  x: Float64Array,
) => {
  const workspace = runtime.workspace();
  const { arena } = workspace;
  const { slots, apply } = kernelStep(definition);
  const [n, moments] = [x.length, slots.length * x.length];
  const at = { p: arena.put32(x), g: arena.alloc32(n), slots: arena.alloc32(moments) };
  const [p, g] = [arena.f32(at.p, n), arena.f32(at.g, n)];
  arena.f32(at.slots, moments).fill(0);
  for (let step = 0; step < steps; step++) {
    problem.gradient(g, p);
    apply(workspace, { ...at, out: at.p }, n, step);
  }
  return problem.loss(p);
};

/** An optimiser at a rate, with the rates and steps that suit it. */
interface Row {
  readonly at: (rate: Schedule) => Definition;
  readonly quadratic: number;
  readonly rosenbrock: number;
  /** On Rosenbrock's valley; 10,000 unless said. */
  readonly steps?: number;
}

const rows: Readonly<Record<string, Row>> = {
  sgd: { at: (rate) => sgd({ rate }), quadratic: 0.1, rosenbrock: 1e-3, steps: 60_000 },
  momentum: { at: (rate) => sgd({ rate, momentum: 0.9 }), quadratic: 0.05, rosenbrock: 5e-4 },
  nesterov: { at: (rate) => sgd({ rate, momentum: 0.9, nesterov: true }), quadratic: 0.05, rosenbrock: 5e-4 },
  rmsprop: { at: (rate) => rmsprop({ rate }), quadratic: 0.05, rosenbrock: 0.02 },
  "rmsprop, centred": { at: (rate) => rmsprop({ rate, centered: true }), quadratic: 0.05, rosenbrock: 0.01 },
  "rmsprop, momentum": { at: (rate) => rmsprop({ rate, momentum: 0.9 }), quadratic: 0.01, rosenbrock: 2e-3 },
  adam: { at: (rate) => adam({ rate }), quadratic: 0.1, rosenbrock: 0.05 },
  amsgrad: { at: (rate) => adam({ rate, amsgrad: true }), quadratic: 0.1, rosenbrock: 0.1 },
  adamw: { at: (rate) => adamw({ rate, weightDecay: 1e-4 }), quadratic: 0.1, rosenbrock: 0.05 },
  "clipByNorm, momentum": {
    at: (rate) => chain(clipByNorm(1), sgd({ rate, momentum: 0.9 })),
    quadratic: 0.05,
    rosenbrock: 2e-3,
  },
  "clipByValue, adam": { at: (rate) => chain(clipByValue(1), adam({ rate })), quadratic: 0.1, rosenbrock: 0.05 },
};

describe.each(runtimes)("every optimiser finds the minimum, its rate annealed by a cosine ($simd)", (runtime) => {
  const starts = (low: number, high: number, n: number) => seeds.map((seed) => drawn(seed, n, between(low, high)));

  describe.each(Object.entries(rows))("%s", (_, row) => {
    test("of a quadratic of condition 10, from anywhere in [-4, 4]^4: below 1e-5 in 500 steps", () =>
      fc.assert(
        fc.property(starts(-4, 4, 4), (x) => {
          const definition = row.at(cosine({ rate: row.quadratic, steps: 500 }));
          expect(lossAfter(runtime, definition, 500, quadratic, x)).toBeLessThan(1e-5);
        }),
        { numRuns: 20 },
      ));

    test("of Rosenbrock's valley, from anywhere in [-1.2, 1.2]^2: below 1e-4", () =>
      fc.assert(
        fc.property(starts(-1.2, 1.2, 2), (x) => {
          const { at, rosenbrock: rate, steps = 10_000 } = row;
          expect(lossAfter(runtime, at(cosine({ rate, steps })), steps, rosenbrock, x)).toBeLessThan(1e-4);
        }),
        { numRuns: 3 },
      ));
  });
});
