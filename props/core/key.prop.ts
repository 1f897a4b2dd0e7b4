import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldIn, type Key, key, named, split } from "../../src/core/key.js";
import { threefry } from "../../src/core/threefry.js";
import { chiSquare, chiSquareBound, counted, normalBound, standardised } from "../laws/fit.js";

const seeds = fc.maxSafeNat();
const keys = seeds.map(key);
const wholes = fc.oneof(fc.nat(), fc.maxSafeNat());
const names = fc.array(fc.string(), { minLength: 1, maxLength: 4 });

const words = ({ k0, k1 }: Key): string => `${k0} ${k1}`;

describe("a key is a value", () => {
  test("the same seed, the same key; another seed, another key", () =>
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        expect(key(a)).toEqual(key(a));
        expect(words(key(a)) === words(key(b))).toBe(a === b);
      }),
    ));

  test("0 is a seed, and what is not a whole number is none", () => {
    expect(words(key(0))).toBe("0 0");
    for (const seed of [-1, 0.5, NaN, 2 ** 53]) expect(() => key(seed)).toThrow(RangeError);
  });

  test("words are unsigned 32-bit integers", () =>
    fc.assert(
      fc.property(keys, wholes, (parent, n) => {
        for (const { k0, k1 } of [...split(parent, 2), foldIn(parent, n)])
          for (const word of [k0, k1]) expect(word >>> 0).toBe(word);
      }),
    ));
});

// Under one key different counters give different blocks, so these are no matter of luck.
describe("children differ, always", () => {
  test("the parts of a key, whatever their number", () =>
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 300 }), (parent, n) => {
        expect(new Set(split(parent, n).map(words)).size).toBe(n);
        expect(split(parent, n + 5).slice(0, n)).toEqual(split(parent, n));
      }),
    ));

  test("numbers folded in", () =>
    fc.assert(
      fc.property(keys, wholes, wholes, (parent, a, b) => {
        expect(words(foldIn(parent, a)) === words(foldIn(parent, b))).toBe(a === b);
      }),
    ));

  test("a part, a number folded in, and a block that a sampler draws", () =>
    fc.assert(
      fc.property(keys, fc.nat({ max: 50 }), wholes, fc.nat(), (parent, i, n, counter) => {
        const [a, b] = [words(split(parent, i + 1)[i]!), words(foldIn(parent, n))];
        const drawn = threefry([parent.k0, parent.k1], [counter, 0]).join(" ");
        expect(new Set([a, b, drawn]).size).toBe(3);
      }),
    ));
});

describe("names", () => {
  test("a path of names is the names one after the other", () =>
    fc.assert(
      fc.property(keys, names, names, (parent, a, b) => {
        expect(named(parent, ...a, ...b)).toEqual(named(named(parent, ...a), ...b));
      }),
    ));

  // 64-bit keys: 100 runs of one pair meet with probability 5e-18
  test("other paths, other keys: order, spelling and cuts matter", () =>
    fc.assert(
      fc.property(keys, names, names, (parent, a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(words(named(parent, ...a)) === words(named(parent, ...b))).toBe(same);
        if (a.join("") !== "") expect(named(parent, a.join(""), "x")).not.toEqual(named(parent, `${a.join("")}x`));
      }),
    ));

  test("a name keeps its key from one release to the next", () => {
    expect(words(named(key(1), "encoder", "weight"))).toBe("3169947574 1039212497");
  });
});

describe("children are as random as words, to a failure rate of 1e-6 a bound", () => {
  const n = 1 << 14;
  const families: [string, (parent: Key, i: number) => Key][] = [
    ["seeds", (_, i) => foldIn(key(i), 0)],
    ["numbers folded in", foldIn],
    ["names", (parent, i) => named(parent, String(i))],
  ];

  test.each(families)("%s: each byte of both words is uniform", (_, child) => {
    const children = Array.from({ length: n }, (__, i) => child(key(9), i));
    for (const shift of [0, 8, 16, 24]) {
      for (const word of ["k0", "k1"] as const) {
        const bytes = children.map((each) => (each[word] >>> shift) & 255);
        expect(chiSquare(counted(bytes, 256))).toBeLessThan(chiSquareBound(255));
      }
    }
  });

  test.each(families)("%s: half of the bits change from one to the next", (_, child) => {
    const ones = (word: number): number => word.toString(2).replaceAll("0", "").length;
    const flips = Float64Array.from({ length: n }, (__, i) => {
      const [a, b] = [child(key(3), i), child(key(3), i + 1)];
      return ones((a.k0 ^ b.k0) >>> 0) + ones((a.k1 ^ b.k1) >>> 0);
    });
    expect(Math.abs(standardised(flips, (x) => x, 32, 16))).toBeLessThan(normalBound);
  });
});
