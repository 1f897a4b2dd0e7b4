import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key, split } from "../../src/core/key.js";
import { integers, normal, type Precision, permutation, uniform } from "../../src/core/random.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import {
  chiSquare,
  chiSquareBound,
  counted,
  kolmogorovSmirnov,
  kolmogorovSmirnovBound,
  normalBound,
  normalCdf,
  standardised,
} from "../laws/fit.js";

const n = 1 << 18;
const precisions: Precision[] = ["float32", "float64"];

/** Every bound below is broken with probability 1e-6 by a sound generator; the seeds are fixed. */
describe.each(runtimes)("samples fit their distributions, failure rate 1e-6 a bound ($simd)", (runtime) => {
  describe.each(precisions)("%s", (precision) => {
    const u = uniform(runtime, key(1), [n], precision).data;
    const z = normal(runtime, key(2), [n], precision).data;

    test("uniform numbers by Kolmogorov and Smirnov", () => {
      expect(kolmogorovSmirnov(u, (x) => x)).toBeLessThan(kolmogorovSmirnovBound(n));
    });

    test("pairs and triples of uniform numbers fill the cells of a cube equally", () => {
      const cell = (i: number): number => Math.floor(16 * u[i]!);
      const pairs = Array.from({ length: n / 2 }, (_, i) => 16 * cell(2 * i) + cell(2 * i + 1));
      const triples = Array.from({ length: n - 2 }, (_, i) => i).filter((i) => i % 3 === 0);
      const cubes = triples.map((i) => 256 * cell(i) + 16 * cell(i + 1) + cell(i + 2));
      expect(chiSquare(counted(pairs, 256))).toBeLessThan(chiSquareBound(255));
      expect(chiSquare(counted(cubes, 4096))).toBeLessThan(chiSquareBound(4095));
    });

    test("normal numbers by Kolmogorov and Smirnov", () => {
      expect(kolmogorovSmirnov(z, normalCdf)).toBeLessThan(kolmogorovSmirnovBound(n));
    });

    test.each([
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ])("moment %i of normal numbers is %i", (power, mean, variance) => {
      expect(Math.abs(standardised(z, (x) => x ** power, mean, variance))).toBeLessThan(normalBound);
    });

    test("the two of a Box-Muller pair are uncorrelated, and so are their squares", () => {
      const pairs = Float64Array.from({ length: n / 2 }, (_, i) => z[2 * i]! * z[2 * i + 1]!);
      const squares = Float64Array.from({ length: n / 2 }, (_, i) => (z[2 * i]! ** 2 - 1) * (z[2 * i + 1]! ** 2 - 1));
      expect(Math.abs(standardised(pairs, (x) => x, 0, 1))).toBeLessThan(normalBound);
      expect(Math.abs(standardised(squares, (x) => x, 0, 4))).toBeLessThan(normalBound);
    });

    test("streams of split keys are uncorrelated", () => {
      const [a, b] = split(key(4), 2).map((part) => normal(runtime, part, [n], precision).data);
      const products = Float64Array.from({ length: n }, (_, i) => a![i]! * b![i]!);
      expect(Math.abs(standardised(products, (x) => x, 0, 1))).toBeLessThan(normalBound);
    });
  });

  test.each(precisions)("%s: the tail beyond 4.5 is there (28.5 expected of 2^22)", (precision) => {
    const z = normal(runtime, key(6), [1 << 22], precision).data;
    const beyond = Float64Array.from(z).reduce((count, x) => count + (Math.abs(x) > 4.5 ? 1 : 0), 0);
    // Poisson of mean 28.5: fewer than 8 or more than 60 with probability below 1e-6
    expect(beyond).toBeGreaterThanOrEqual(8);
    expect(beyond).toBeLessThanOrEqual(60);
  });
});

describe("tensors of random numbers", () => {
  test.each(precisions)("%s: shape, range, and the same key the same numbers", (precision) =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), (seed, shape) => {
        const u = uniform(plain, key(seed), shape, precision);
        expect(u.shape).toEqual(shape);
        expect([...u.data].every((x) => x >= 0 && x < 1)).toBe(true);
        expect(uniform(plain, key(seed), shape, precision)).toEqual(u);
        expect(normal(plain, key(seed), shape, precision)).toEqual(normal(plain, key(seed), shape, precision));
      }),
    ),
  );

  test("a longer draw begins with the shorter one", () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 99 }), fc.nat({ max: 99 }), (seed, a, b) => {
        for (const draw of [uniform, normal]) {
          const long = [...draw(plain, key(seed), [a + b]).data];
          expect([...draw(plain, key(seed), [a]).data]).toEqual(long.slice(0, a));
        }
      }),
    ));
});

describe("integers", () => {
  test("lie below their bound, on both builds alike", () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 2 ** 32 }), fc.nat({ max: 40 }), (seed, below, length) => {
        const [a, b] = runtimes.map((runtime) => [...integers(runtime, key(seed), [length], below).data]);
        expect(a!.every((x) => Number.isInteger(x) && x >= 0 && x < below)).toBe(true);
        expect(a).toEqual(b);
      }),
    ));

  test.each([1, 2, 6, 10, 255])("below %i: equally many of each, failure rate 1e-6", (below) => {
    const drawn = integers(plain, key(below), [n], below).data;
    expect(chiSquare(counted(drawn, below))).toBeLessThanOrEqual(chiSquareBound(below - 1));
  });

  // a plain remainder would put half as many again into the lower half of 3 * 2^30: 2/3 in place of 1/2
  test("below 3 * 2^30 the words that would favour the lower third are drawn again", () => {
    const below = 3 * 2 ** 30;
    const thirds = Array.from(integers(plain, key(8), [n], below).data, (x) => Math.floor(x / 2 ** 30));
    expect(chiSquare(counted(thirds, 3))).toBeLessThan(chiSquareBound(2));
  });

  test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])("below %d is refused", (below) => {
    expect(() => integers(plain, key(0), [1], below)).toThrow(RangeError);
  });
});

describe("permutations", () => {
  test("hold each index once, and the same key gives the same one", () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 300 }), (seed, length) => {
        const order = permutation(key(seed), length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
        expect(permutation(key(seed), length)).toEqual(order);
      }),
    ));

  test("all 120 orders of five are equally frequent, failure rate 1e-6", () => {
    const orders = split(key(11), 60_000).map((part) =>
      permutation(part, 5).reduce((code, index, i, order) => {
        const smaller = order.slice(i + 1).filter((later) => later < index).length;
        return code * (5 - i) + smaller;
      }, 0),
    );
    expect(chiSquare(counted(orders, 120))).toBeLessThan(chiSquareBound(119));
  });
});
