/**
 * The laws of an optimiser, given as data. Bit for bit: `update` is a function and changes nothing that it is given;
 * parameters permuted are updates permuted; no gradient, no memory and no decay is no step; the resident form in place
 * is the pure form and an addition; a definition survives JSON. Within rounding: the trajectory is that of its formula.
 */

import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, test } from "vitest";
import type { ReadonlyFloats } from "../../src/core/tensor.js";
import { Definition } from "../../src/optim/definition.js";
import { type Bits, kernelStep } from "../../src/optim/kernelStep.js";
import { applyUpdates, type Optimizer, type OptimizerState, optimizer } from "../../src/optim/optimizer.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { drawn, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { follow } from "../reference/optimizers.js";

/** What the laws are held against: `build` is `optimizer` but in the mutation test. */
export interface OptimizerLaw {
  readonly name: string;
  readonly definitions: fc.Arbitrary<Definition>;
  readonly build?: (runtime: Runtime, definition: Definition) => Optimizer<OptimizerState>;
}

/** A short run: the parameters at its start and a gradient a step. */
interface Script {
  readonly definition: Definition;
  readonly bits: Bits;
  readonly p: ReadonlyFloats;
  readonly grads: readonly ReadonlyFloats[];
}

const floats = { 32: Float32Array, 64: Float64Array } as const;

/** Multiples of 1/64 with magnitudes in 1..4: their squares are summed exactly, in any order, and no decay undoes them. */
const slope = (next: () => number): number => (next() < 0.5 ? -1 : 1) * (1 + Math.floor(next() * 193) / 64);

const scripts = (definitions: fc.Arbitrary<Definition>): fc.Arbitrary<Script> =>
  fc
    .record({
      definition: definitions,
      bits: fc.constantFrom<Bits>(32, 64),
      n: fc.nat({ max: 11 }),
      steps: fc.integer({ min: 1, max: 8 }),
      seed: seeds,
    })
    .map(({ definition, bits, n, steps, seed }) => ({
      definition,
      bits,
      p: floats[bits].from(drawn(seed, n, slope)),
      grads: Array.from({ length: steps }, (_, t) => floats[bits].from(drawn(seed + t + 1, n, slope))),
    }));

const bitsOf = (values: ReadonlyFloats): string => Array.from(values, (x) => (Object.is(x, -0) ? "-0" : x)).join();

const demand = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

interface Point {
  readonly p: ReadonlyFloats;
  readonly state: OptimizerState;
}

/** The pure form, folded over a script: the points after each step. */
const trajectory = (
  { init, update }: Optimizer<OptimizerState>,
  { p, grads }: Pick<Script, "p" | "grads">,
): Point[] => {
  let point: Point = { p, state: init(p) };
  return grads.map((g) => {
    const { updates, state } = update(g, point.state, point.p);
    return (point = { p: applyUpdates(point.p, updates), state });
  });
};

const show = (points: readonly Point[]): string =>
  points.map(({ p, state }) => `${bitsOf(p)}; ${state.step}; ${bitsOf(state.slots)}`).join("\n");

/** The resident form, in place over a script, in a workspace of its own. */
const residentTrajectory = (runtime: Runtime, { definition, bits, p, grads }: Script): Point[] => {
  const workspace = runtime.workspace();
  const { arena } = workspace;
  const { slots, apply } = kernelStep(definition, bits);
  const n = p.length;
  const view = bits === 32 ? arena.f32 : arena.f64;
  const block = (count: number) => arena.alloc((bits / 8) * count * n);
  const at = { p: block(1), g: block(1), slots: block(slots.length) };
  view(at.p, n).set(Array.from(p));
  view(at.slots, slots.length * n).fill(0);
  const before = arena.used();
  return grads.map((g, step) => {
    view(at.g, n).set(Array.from(g));
    apply(workspace, { ...at, out: at.p }, n, step);
    demand(arena.used() === before, "a step allocated");
    return { p: view(at.p, n).slice(), state: { step: step + 1, slots: view(at.slots, slots.length * n).slice() } };
  });
};

const withoutDecay = (definition: Definition): Definition => {
  if (definition.kind === "chain") return { ...definition, parts: definition.parts.map(withoutDecay) };
  return "weightDecay" in definition ? { ...definition, weightDecay: 0 } : definition;
};

/** Reverses the order within each of the blocks of n that `values` is made of. */
const reversed = (values: ReadonlyFloats, n: number): ReadonlyFloats => {
  const block = (i: number): number => i - (i % n);
  return Float64Array.from(values, (_, i) => values[block(i) + n - 1 - (i % n)]!);
};

/**
 * A trajectory of 8 steps, each of fewer than 2^6 roundings, through quotients whose condition is below 2^9: a centred
 * variance is at least 2^-8 of its mean square, since memories are at least 1/2.
 */
const tolerance = 2 ** (3 + 6 + 9 - 53);

/** The kit as properties by name, for a test that expects them to fail. */
export const optimizerProperties = (
  { definitions, build = optimizer }: OptimizerLaw,
  runtime: Runtime,
): Record<string, fc.IProperty<[Script]>> => {
  const law = (holds: (script: Script, optimizer: Optimizer<OptimizerState>) => void) =>
    fc.property(scripts(definitions), (script) => holds(script, build(runtime, script.definition)));

  return {
    "the trajectory of its formula, within 2^-35 (1 + |p|) in float64": law(({ definition, p, grads }, subject) => {
      const wide = { p: Float64Array.from(p), grads: grads.map((g) => Float64Array.from(g)) };
      const points = trajectory(subject, wide);
      const formula = follow(definition);
      let expected = [...p];
      grads.forEach((g, k) => {
        const updates = formula([...g], expected, k + 1);
        expected = expected.map((x, i) => x + updates[i]!);
        expected.forEach((x, i) => {
          const got = points[k]!.p[i]!;
          demand(Math.abs(got - x) <= tolerance * (1 + Math.abs(x)), `step ${k + 1}, p[${i}] = ${got}, not ${x}`);
        });
      });
    }),

    "in place in linear memory, bit for bit, and nothing allocated": law((script, subject) => {
      const [pure, inPlace] = [show(trajectory(subject, script)), show(residentTrajectory(runtime, script))];
      demand(pure === inPlace, `pure:\n${pure}\nresident:\n${inPlace}`);
    }),

    "the same again, and its arguments unchanged": law((script, subject) => {
      const { p, grads } = script;
      const points = trajectory(subject, script);
      const { state } = points.at(-1)!;
      const given = () => [bitsOf(p), bitsOf(grads[0]!), state.step, bitsOf(state.slots)].join();
      const before = given();
      const [once, twice] = [subject.update(grads[0]!, state, p), subject.update(grads[0]!, state, p)];
      demand(given() === before, "update changed what it was given");
      demand(bitsOf(once.updates) === bitsOf(twice.updates), "two updates differ");
      demand(show(trajectory(subject, script)) === show(points), "two runs differ");
    }),

    "permuted parameters, permuted trajectory": law((script, subject) => {
      const n = script.p.length;
      const floatsOf = (values: ReadonlyFloats) => floats[script.bits].from(reversed(values, n));
      const mirrored = { p: floatsOf(script.p), grads: script.grads.map(floatsOf) };
      const back = trajectory(subject, mirrored).map(({ p, state }) => ({
        p: floatsOf(p),
        state: { ...state, slots: floatsOf(state.slots) },
      }));
      demand(show(back) === show(trajectory(subject, script)), "an element's place changes its step");
    }),

    "no gradient, no memory, no decay: no step": law(({ definition, p, grads }) => {
      const still = build(runtime, withoutDecay(definition));
      const zeros = grads.map((g) =>
        g.BYTES_PER_ELEMENT === 4 ? new Float32Array(g.length) : new Float64Array(g.length),
      );
      trajectory(still, { p, grads: zeros }).forEach((point) => {
        demand(bitsOf(point.p) === bitsOf(p), `moved to ${bitsOf(point.p)}`);
      });
    }),

    "a definition survives JSON": law(({ definition }) => {
      const read = Definition.decode(JSON.parse(JSON.stringify(Definition.encode(definition))));
      demand(E.isRight(read), "not read back");
      if (E.isRight(read)) demand(JSON.stringify(read.right) === JSON.stringify(definition), "read back differently");
    }),
  };
};

/** Runs the kit on both builds. */
export const optimizerLaws = (law: OptimizerLaw): void => {
  describe.each(runtimes)(`${law.name} ($simd)`, (runtime) => {
    for (const [name, property] of Object.entries(optimizerProperties(law, runtime)))
      test(name, () => fc.assert(property));
  });
};
