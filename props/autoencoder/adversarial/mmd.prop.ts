import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { squaredMmd } from "../../../src/autoencoder/adversarial/mmd.js";
import { key, named } from "../../../src/core/key.js";
import { normal } from "../../../src/core/random.js";
import { type Tensor, tensor64 } from "../../../src/core/tensor.js";
import { momentsOf, standardizedTo } from "../../../src/flat.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { right } from "../../arbitraries/models.js";
import { runtimes } from "../../arbitraries/runtimes.js";

const samples = fc.record({
  m: fc.integer({ min: 2, max: 12 }),
  n: fc.integer({ min: 2, max: 12 }),
  d: fc.integer({ min: 1, max: 4 }),
  h: fc.constantFrom(0.5, 1, 3),
  seed: seeds,
});

/** The sum of the definition over pairs, of which those of one point with itself are left out on demand. */
const meanKernel = (x: Tensor, y: Tensor, h: number, same: boolean): number => {
  const [m, d] = x.shape as [number, number];
  const n = y.shape[0]!;
  let sum = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      if (same && i === j) continue;
      let squares = 0;
      for (let k = 0; k < d; k++) squares += (x.data[i * d + k]! - y.data[j * d + k]!) ** 2;
      sum += Math.exp(-squares / (2 * h * h));
    }
  return sum / (same ? m * (m - 1) : m * n);
};

describe.each(runtimes)("squared maximum mean discrepancy ($simd)", (runtime) => {
  // Each kernel is at most 1 and within some 40 roundings of 2^-53; three means of them, one of n^2 / (n (n - 1)) <= 2.
  test("is its definition, within 1e-12", () =>
    fc.assert(
      fc.property(samples, ({ m, n, d, h, seed }) => {
        const [x, y] = [
          tensor64([m, d], drawn(seed, m * d, between(-3, 3))),
          tensor64([n, d], drawn(seed + 1, n * d, between(-3, 3))),
        ];
        const expected = meanKernel(x, x, h, true) + meanKernel(y, y, h, true) - 2 * meanKernel(x, y, h, false);
        expect(Math.abs(right(squaredMmd(runtime, x, y, { bandwidth: h })) - expected)).toBeLessThan(1e-12);
      }),
    ));

  test("of two samples of one distribution is 0 on the mean: within 5 deviations of the mean of 100, and not without the correction", () => {
    const values = Array.from({ length: 100 }, (_, seed) => {
      const sample = (name: string) => normal(runtime, named(key(seed), name), [20, 2], "float64");
      return right(squaredMmd(runtime, sample("x"), sample("y")));
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / 100;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 99 / 100);
    expect(Math.abs(mean)).toBeLessThan(5 * deviation);
    // With the pairs (x_i, x_i) the mean would be 2/20 (1 - E k) higher, and E k = 1/3 for N(0, I) in the plane.
    expect((2 / 20) * (1 - 1 / 3)).toBeGreaterThan(5 * deviation);
  });

  test("a sample of one point is a Left", () => {
    const [one, two] = [tensor64([1, 1], [0]), tensor64([2, 1], [0, 1])];
    for (const result of [squaredMmd(runtime, one, two), squaredMmd(runtime, two, one)])
      expect(E.isLeft(result) && result.left.kind).toBe("TooFewPoints");
  });
});

test("rows brought to moments have them, within 1e-12", () =>
  fc.assert(
    fc.property(samples, ({ m, n, d, seed }) => {
      const [x, y] = [
        tensor64([m, d], drawn(seed, m * d, between(-3, 3))),
        tensor64([n, d], drawn(seed + 1, n * d, between(-3, 3))),
      ];
      const [wanted, found] = [momentsOf(y), momentsOf(standardizedTo(momentsOf(y), x))];
      for (const of of ["mean", "deviation"] as const)
        wanted[of].forEach((value, j) => {
          expect(Math.abs(found[of][j]! - value)).toBeLessThan(1e-12);
        });
    }),
  ));
