import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByNorm,
  type Definition,
  identity,
  scale,
  sgd,
} from "../../src/optim/definition.js";
import { kernelStep } from "../../src/optim/kernelStep.js";
import { applyUpdates, optimizer } from "../../src/optim/optimizer.js";
import { rateOf, withRate } from "../../src/optim/rate.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { definitions, optimizers, schedules } from "../arbitraries/optimizers.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";

const length = 7;
const steps = 4;
const block = (seed: number) => Float32Array.from(drawn(seed, length, between(-4, 4)));

/** The updates and states of a few steps at gradients of a seed. */
const run = (runtime: typeof plain, definition: Definition, seed: number) => {
  const { init, update } = optimizer(runtime, definition);
  let p: ReturnType<typeof applyUpdates> = block(seed);
  let state = init(p);
  return Array.from({ length: steps }, (_, t) => {
    const step = update(block(seed + t + 1), state, p);
    p = applyUpdates(p, step.updates);
    state = step.state;
    return step;
  });
};

describe.each(runtimes)("chain is a monoid on trajectories, states included, bit for bit ($simd)", (runtime) => {
  test("associative", () =>
    fc.assert(
      fc.property(definitions, definitions, definitions, seeds, (f, g, h, seed) => {
        const all = run(runtime, chain(f, g, h), seed);
        expect(run(runtime, chain(chain(f, g), h), seed)).toEqual(all);
        expect(run(runtime, chain(f, chain(g, h)), seed)).toEqual(all);
      }),
    ));

  test("identity is its unit, and the identity on gradients", () =>
    fc.assert(
      fc.property(definitions, seeds, (f, seed) => {
        const alone = run(runtime, f, seed);
        expect(run(runtime, chain(identity, f), seed)).toEqual(alone);
        expect(run(runtime, chain(f, identity), seed)).toEqual(alone);
        expect(run(runtime, identity, seed)[0]!.updates).toEqual(block(seed + 1));
      }),
    ));

  test("by hand: the updates of one are the gradients of the next", () =>
    fc.assert(
      fc.property(definitions, definitions, seeds, (f, g, seed) => {
        const [first, second] = [optimizer(runtime, f), optimizer(runtime, g)];
        let p: ReturnType<typeof applyUpdates> = block(seed);
        let [s, t] = [first.init(p), second.init(p)];
        run(runtime, chain(f, g), seed).forEach(({ updates, state }, k) => {
          const inner = first.update(block(seed + k + 1), s, p);
          const outer = second.update(inner.updates, t, p);
          [s, t] = [inner.state, outer.state];
          p = applyUpdates(p, outer.updates);
          expect(updates).toEqual(outer.updates);
          expect([...state.slots]).toEqual([...s.slots, ...t.slots]);
        });
      }),
    ));
});

const closeTo = (a: Definition, b: Definition, seed: number, ulps: number): void => {
  const [left, right] = [run(plain, a, seed), run(plain, b, seed)];
  left.forEach(({ updates }, k) => {
    Array.from(updates).forEach((x, i) => {
      expect(Math.abs(x - right[k]!.updates[i]!)).toBeLessThanOrEqual(ulps * 2 ** -24 * 8);
    });
  });
};

describe("recipes are chains of their mechanisms", () => {
  const penalty = fc.double({ min: 0, max: 0.1, noNaN: true });

  // Updates are below 8, and each of the four steps rounds fewer than 16 times.
  test("sgd with weight decay, within 64 roundoffs of 8", () =>
    fc.assert(
      fc.property(penalty, seeds, (weightDecay, seed) =>
        closeTo(sgd({ rate: 0.5, weightDecay }), chain(addDecayedWeights(weightDecay), sgd({ rate: 0.5 })), seed, 64),
      ),
    ));

  test("adamw, within 64 roundoffs of 8", () =>
    fc.assert(
      fc.property(penalty, seeds, (weightDecay, seed) => {
        const parts = [adam({ rate: 1 }), scale(-1), addDecayedWeights(weightDecay), sgd({ rate: 0.5 })];
        closeTo(adamw({ rate: 0.5, weightDecay }), chain(...parts), seed, 64);
      }),
    ));
});

describe("clipByNorm", () => {
  const norm = (values: Iterable<number>): number => Math.sqrt([...values].reduce((sum, x) => sum + x * x, 0));
  const clipped = (limit: number, g: Float32Array) => {
    const { init, update } = optimizer(plain, clipByNorm(limit));
    return update(g, init(g), g).updates;
  };

  test("leaves a short gradient as it is, bit for bit", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(clipped(4 * length, block(seed))).toEqual(block(seed));
      }),
    ));

  test("brings a long one to the limit, within three roundoffs, on its line", () =>
    fc.assert(
      fc.property(seeds, fc.double({ min: 1e-3, max: 1, noNaN: true }), (seed, limit) => {
        const g = block(seed).map((x) => x + Math.sign(x));
        const short = [...clipped(limit, g)];
        expect(Math.abs(norm(short) / limit - 1)).toBeLessThanOrEqual(3 * 2 ** -24);
        for (const [i, x] of short.entries()) {
          expect(Math.abs(x / g[i]! / (limit / norm(g)) - 1)).toBeLessThanOrEqual(3 * 2 ** -24);
        }
      }),
    ));

  test("of squares beyond float32", () => {
    expect(clipped(5, Float32Array.of(3e30, -4e30))).toEqual(Float32Array.of(3, -4));
  });
});

describe("rateOf and withRate are a lens", () => {
  const paced = fc.tuple(optimizers.sgd, definitions).map((parts) => chain(...parts));

  test("what was set is read", () =>
    fc.assert(
      fc.property(paced, schedules, (d, rate) => {
        expect(rateOf(withRate(rate, d))).toEqual(rate);
      }),
    ));

  test("what was read may be set", () =>
    fc.assert(
      fc.property(paced, (d) => {
        expect(withRate(rateOf(d)!, d)).toEqual(d);
      }),
    ));

  test("the last set counts, and no block changes", () =>
    fc.assert(
      fc.property(definitions, schedules, schedules, (d, first, second) => {
        expect(withRate(second, withRate(first, d))).toEqual(withRate(second, d));
        expect(kernelStep(withRate(first, d)).slots).toEqual(kernelStep(d).slots);
      }),
    ));
});
