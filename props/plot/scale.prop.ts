import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberLabels } from "../../src/plot/numberLabel.js";
import { type Interval, niceDomain, type ScaleKind, scaleOf } from "../../src/plot/scale.js";

const ends = (kind: ScaleKind): fc.Arbitrary<Interval> =>
  kind === "log"
    ? fc
        .tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: 0.1, max: 20, noNaN: true }))
        .map(([low, decades]) => [10 ** low, 10 ** (low + decades)] as const)
    : fc
        .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e7, noNaN: true }))
        .map(([low, length]) => [low, low + length] as const);

const range: fc.Arbitrary<Interval> = fc.constantFrom([0, 400], [400, 0], [33, 61]);

describe.each(["linear", "log"] as const)("a %s scale", (kind) => {
  const scales = fc
    .tuple(ends(kind), range, fc.integer({ min: 2, max: 12 }))
    .map(([domain, onto, count]) => scaleOf({ kind, domain, range: onto, count }));

  test("takes the ends of its domain exactly to the ends of its range", () =>
    fc.assert(
      fc.property(scales, ({ at, domain, range: [start, end] }) => {
        expect([at(domain[0]), at(domain[1])]).toEqual([start, end]);
      }),
    ));

  test("is monotone, up or down as the range is", () =>
    fc.assert(
      fc.property(scales, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), ({ at, domain, range }, fractions) => {
        const [low, high] = domain;
        const values = fractions.map((t) => low * (1 - t) + high * t).sort((a, b) => a - b);
        const sign = Math.sign(range[1] - range[0]);
        const places = values.map(at);
        // Two roundings of values below 512: 2^-43 of leeway each.
        for (let i = 1; i < places.length; i++) expect(sign * (places[i]! - places[i - 1]!)).toBeGreaterThan(-1e-12);
      }),
    ));

  test("has its ticks inside the domain, one place each", () =>
    fc.assert(
      fc.property(scales, ({ ticks, domain: [low, high] }) => {
        // 10^e is correct to a unit in the last place or so.
        for (const { value } of ticks) expect(value >= low * (1 - 1e-12) - 1e-300 || value >= low).toBe(true);
        for (const { value } of ticks) expect(value <= high || value <= high * (1 + 1e-12)).toBe(true);
        expect(new Set(ticks.map(({ value }) => value)).size).toBe(ticks.length);
      }),
    ));

  test("says NaN of what has no place", () =>
    fc.assert(
      fc.property(scales, ({ at }) => {
        expect(at(Number.NaN)).toBeNaN();
        if (kind === "log") expect([at(0), at(-1)]).toEqual([Number.NaN, Number.NaN]);
      }),
    ));

  test("a nice domain holds the domain, and is at most ten times as long (in decades for log)", () =>
    fc.assert(
      fc.property(ends(kind), fc.integer({ min: 2, max: 12 }), (domain, count) => {
        const nice = niceDomain(kind, domain, count);
        const length = ([low, high]: Interval) => (kind === "log" ? Math.log10(high / low) : high - low);
        expect(nice[0] <= domain[0] && nice[1] >= domain[1]).toBe(true);
        expect(length(nice)).toBeLessThanOrEqual(10 * length(domain));
      }),
    ));

  test("a nice domain of a decade or more ends on round numbers", () =>
    fc.assert(
      fc.property(ends(kind), fc.integer({ min: 2, max: 12 }), (domain, count) => {
        // A subnormal end cannot be told from zero, and is left where it is.
        fc.pre(kind === "linear" ? Math.abs(domain[0]) > 1e-3 : Math.log10(domain[1] / domain[0]) > 1);
        const [low, high] = niceDomain(kind, domain, count);
        // Round: a whole power of ten, or a whole number of thousandths of the length's power of ten.
        const unit = 10 ** (Math.floor(Math.log10(high - low)) - 3);
        for (const end of [low, high]) {
          const count = kind === "log" ? Math.log10(end) : end / unit;
          // The ends are below 1e6 and a unit above 1e-7: 2^-53 of their ratio is below 1e-2.
          expect(Math.abs(count - Math.round(count))).toBeLessThan(1e-2);
        }
      }),
    ));
});

describe("tick labels", () => {
  const ticks = fc
    .tuple(ends("linear"), fc.integer({ min: 2, max: 10 }), fc.integer({ min: -9, max: 9 }))
    .map(([[low, high], count, power]) => {
      const domain = [low * 10 ** power, high * 10 ** power] as const;
      return scaleOf({ kind: "linear", domain, range: [0, 1], count }).ticks;
    });

  /** What a reader makes of a label. */
  const read = (label: string): number => {
    const [mantissa = "", exponent = "0"] = label
      .replaceAll(",", "")
      .replaceAll("\u2212", "-")
      .replace("}", "")
      .split("×10^{");
    return Number(mantissa) * 10 ** Number(exponent);
  };

  test("read as the values of their ticks, to a hundredth of a step", () =>
    fc.assert(
      fc.property(ticks, (some) => {
        const step = some.length > 1 ? some[1]!.value - some[0]!.value : Math.abs(some[0]?.value ?? 1);
        for (const { value, label } of some) expect(Math.abs(read(label) - value)).toBeLessThanOrEqual(step / 100);
      }),
    ));

  test("are different", () =>
    fc.assert(
      fc.property(ticks, (some) => {
        expect(new Set(some.map(({ label }) => label)).size).toBe(some.length);
      }),
    ));

  test.each([
    [
      [0, 0.5, 1],
      ["0.0", "0.5", "1.0"],
    ],
    [
      [0, 25_000],
      ["0", "25,000"],
    ],
    [
      [-1, 0, 1],
      ["\u22121", "0", "1"],
    ],
    [
      [0, 1e-4, 2e-4],
      ["0", "1×10^{\u22124}", "2×10^{\u22124}"],
    ],
  ])("%j", (values, labels) => {
    expect(numberLabels(values)).toEqual(labels);
  });

  test("powers of ten label a log scale", () => {
    const { ticks } = scaleOf({ kind: "log", domain: [0.01, 10], range: [0, 100], count: 6 });
    expect(ticks.map(({ label }) => label).filter(Boolean)).toEqual([
      "10^{\u22122}",
      "10^{\u22121}",
      "10^{0}",
      "10^{1}",
    ]);
  });
});
