import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { cosPi } from "../../src/optim/cosine.js";
import { Plateau, PlateauState, plateau, reduceOnPlateau } from "../../src/optim/plateau.js";
import { power } from "../../src/optim/power.js";
import { cosine, exponential, join, linear, rateAt, Schedule, stepDecay, warmUp } from "../../src/optim/schedules.js";
import { schedules } from "../arbitraries/optimizers.js";
import { roundoff64 } from "../laws/bound.js";

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const steps = fc.nat({ max: 60 });
const counts = fc.integer({ min: 1, max: 40 });

describe("cosPi", () => {
  test("cos(pi x) within 2^-51 for |x| <= 1/4, where the engine's pi x loses nothing", () =>
    fc.assert(
      fc.property(fc.double({ min: -0.25, max: 0.25, noNaN: true }), (x) => {
        expect(Math.abs(cosPi(x) - Math.cos(Math.PI * x))).toBeLessThanOrEqual(2 ** -51);
      }),
    ));

  test("cos(pi x)^2 + cos(pi (x - 1/2))^2 = 1 within 2^-49, anywhere", () =>
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), (k) => {
        const x = k / 2 ** 10;
        expect(Math.abs(cosPi(x) ** 2 + cosPi(x - 0.5) ** 2 - 1)).toBeLessThanOrEqual(2 ** -49);
      }),
    ));

  test("even, of period 2, and odd about 1/2: bit for bit", () =>
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 30 }), fc.nat({ max: 2 ** 10 }), (k, turns) => {
        const x = k / 2 ** 20;
        expect(cosPi(-x)).toBe(cosPi(x));
        expect(cosPi(x + 2 * turns)).toBe(cosPi(x));
        expect(cosPi(x + 1) + cosPi(x)).toBe(0);
      }),
    ));

  test.each([
    [0, 1],
    [0.5, 0],
    [1, -1],
    [1.5, 0],
    [2, 1],
    [1 / 3, 0.5],
    [0.25, Math.SQRT1_2],
  ])("%f half turns: %f", (x, expected) => {
    expect(Math.abs(cosPi(x) - expected)).toBeLessThanOrEqual(Number.isInteger(2 * x) ? 0 : 2 ** -52);
  });
});

describe("power", () => {
  test("of dyadic bases exact", () =>
    fc.assert(
      fc.property(fc.integer({ min: -4, max: 4 }), fc.nat({ max: 100 }), (e, n) => {
        expect(power(2 ** e, n)).toBe(2 ** (e * n));
      }),
    ));

  test("as n products, within 2 n roundoffs", () =>
    fc.assert(
      fc.property(fc.double({ min: 0.9, max: 1, noNaN: true }), fc.nat({ max: 1000 }), (base, n) => {
        let product = 1;
        for (let k = 0; k < n; k++) product *= base;
        expect(Math.abs(power(base, n) - product)).toBeLessThanOrEqual(2 * n * roundoff64 * product);
      }),
    ));
});

describe("schedules", () => {
  test("survive JSON", () =>
    fc.assert(
      fc.property(schedules, (schedule) => {
        expect(Schedule.decode(JSON.parse(JSON.stringify(schedule)))).toEqual(E.right(schedule));
      }),
    ));

  test("are rates: finite and never negative", () =>
    fc.assert(
      fc.property(schedules, steps, (schedule, step) => {
        expect(rateAt(schedule, step)).toBeGreaterThanOrEqual(0);
        expect(rateAt(schedule, step)).toBeLessThan(Infinity);
      }),
    ));

  test("join shifts the second to where the first ends, and is associative", () =>
    fc.assert(
      fc.property(schedules, schedules, schedules, counts, counts, steps, (f, g, h, a, b, step) => {
        const joined = join(f, a, g);
        expect(rateAt(joined, step)).toBe(step < a ? rateAt(f, step) : rateAt(g, step - a));
        expect(rateAt(join(f, a, join(g, b, h)), step)).toBe(rateAt(join(joined, a + b, h), step));
      }),
    ));

  test("a warm-up rises to its schedule, which then runs from its start", () =>
    fc.assert(
      fc.property(schedules, counts, steps, (schedule, count, step) => {
        const warm = warmUp(count, schedule);
        expect(rateAt(warm, count + step)).toBe(rateAt(schedule, step));
        const rise = Array.from({ length: count + 1 }, (_, k) => rateAt(warm, k));
        const top = rateAt(schedule, 0);
        rise.forEach((rate, k) => {
          expect(Math.abs(rate - (top * (k + 1)) / (count + 1))).toBeLessThanOrEqual(8 * roundoff64 * top);
        });
      }),
    ));

  test("a cosine falls from rate to floor over its steps", () =>
    fc.assert(
      fc.property(unit, counts, (rate, count) => {
        const schedule = cosine({ rate, floor: rate / 10, steps: count });
        const rates = Array.from({ length: count + 1 }, (_, k) => rateAt(schedule, k));
        expect(Math.abs(rates[0]! - rate)).toBeLessThanOrEqual(4 * roundoff64 * rate);
        expect(rates[count]).toBe(rate / 10);
        for (let k = 1; k <= count; k++) expect(rates[k]!).toBeLessThanOrEqual(rates[k - 1]!);
      }),
    ));

  test("the decays agree where they meet, and a line ends where it should", () =>
    fc.assert(
      fc.property(unit, unit, counts, steps, (rate, factor, count, step) => {
        const plain = exponential({ rate, factor });
        const stairs = stepDecay({ rate, factor, every: count });
        expect(rateAt(stairs, step * count)).toBe(rateAt(plain, step));
        expect(rateAt(stairs, step * count + count - 1)).toBe(rateAt(plain, step));
        expect(rateAt(linear({ from: rate, to: factor, steps: count }), 0)).toBe(rate);
        expect(rateAt(linear({ from: rate, to: factor, steps: count }), count + step)).toBe(factor);
      }),
    ));

  test.each([
    -1,
    Number.NaN,
    Infinity,
    "0.1",
    { kind: "cosine", rate: 0.1, floor: 0, steps: 0 },
    { kind: "join", first: 1, steps: 1.5, rest: 1 },
    { kind: "sawtooth", rate: 1 },
  ])("%o is refused", (json) => expect(E.isLeft(Schedule.decode(json))).toBe(true));
});

describe("reduceOnPlateau", () => {
  const settings: fc.Arbitrary<Plateau> = fc
    .record({
      rate: fc.double({ min: 1e-3, max: 1, noNaN: true }),
      mode: fc.constantFrom<"min" | "max">("min", "max"),
      factor: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      patience: fc.nat({ max: 4 }),
      thresholdMode: fc.constantFrom<"relative" | "absolute">("relative", "absolute"),
      cooldown: fc.nat({ max: 3 }),
      floor: fc.constantFrom(0, 1e-2),
    })
    .map(plateau);
  const values = fc.array(
    fc.integer({ min: -640, max: 640 }).map((k) => k / 64),
    { maxLength: 60 },
  );

  test("never raises the rate, nor brings it below the lower of floor and start", () =>
    fc.assert(
      fc.property(settings, values, (config, seen) => {
        const { init, observe } = reduceOnPlateau(config);
        seen.reduce((state, value) => {
          const next = observe(state, value);
          expect(next.rate).toBeLessThanOrEqual(state.rate);
          expect(next.rate).toBeGreaterThanOrEqual(Math.min(config.floor, config.rate));
          return next;
        }, init);
      }),
    ));

  test("a constant value lowers it every patience + 1 + cooldown values", () =>
    fc.assert(
      fc.property(settings, fc.integer({ min: 1, max: 5 }), (config, reductions) => {
        const deep = { ...config, floor: 0, epsilon: 0, threshold: 0.1 };
        const { init, observe } = reduceOnPlateau(deep);
        const count = 1 + reductions * (deep.patience + 1 + deep.cooldown) - deep.cooldown;
        const last = Array.from({ length: count }, () => 1).reduce(observe, init);
        expect(last.rate).toBe(
          Array.from({ length: reductions }, () => deep.factor).reduce((r, f) => r * f, deep.rate),
        );
        expect(last.cooldown).toBe(deep.cooldown);
      }),
    ));

  test("max of the negated values is min, where the threshold is absolute", () =>
    fc.assert(
      fc.property(settings, values, (config, seen) => {
        const ends = (mode: "min" | "max", sign: number) => {
          const { init, observe } = reduceOnPlateau({ ...config, mode, thresholdMode: "absolute" });
          return seen.map((value) => sign * value).reduce(observe, init).rate;
        };
        expect(ends("max", -1)).toBe(ends("min", 1));
      }),
    ));

  test("settings and states survive JSON, at any point of a run", () =>
    fc.assert(
      fc.property(settings, values, (config, seen) => {
        const { init, observe } = reduceOnPlateau(config);
        const state = seen.reduce(observe, init);
        expect(Plateau.decode(JSON.parse(JSON.stringify(config)))).toEqual(E.right(config));
        expect(PlateauState.decode(JSON.parse(JSON.stringify(state)))).toEqual(E.right(state));
      }),
    ));
});
