import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { between, type Draw, drawn, lengths, seeds, stream } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32 } from "../laws/bound.js";

interface Shape {
  readonly m: number;
  readonly n: number;
}

/** Rows from one to past two tiles of 64, features past two vectors. */
const extents = {
  m: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60, max: 140 })),
  n: lengths(4).map((n) => n % 12),
};

const sum = (n: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};

/** Mean and biased variance of column j, by two passes. */
const moments = (x: Float64Array, { m, n }: Shape, j: number) => {
  const mean = sum(m, (i) => x[i * n + j]!) / m;
  return { mean, variance: sum(m, (i) => (x[i * n + j]! - mean) ** 2) / m };
};

/** Positive and negative, of a spread of `deviation` about `mean`. */
const about =
  (mean: number, deviation: number): Draw =>
  (next) =>
    mean + deviation * between(-1, 1)(next);

const epsilon = 1e-5;

describe.each(runtimes)("normalisation of a batch ($simd)", ({ using }) => {
  // x - c0 rounds once, and not at all near the mean; c1 is off by 2^-48 of the mean; the second difference, 1 / sqrt
  // and the product round once each.
  test("a mean of 10^6 costs a deviation of 1 nothing: within 5 roundoffs of xhat and 2^-47 of mean / deviation", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 200 }), fc.constantFrom(0, 1e3, 1e6), (seed, m, mean) =>
        using(({ kernels, arena }) => {
          const x = drawn(seed, m, about(mean, 1.7)).map(Math.fround);
          const exactly = moments(x, { m, n: 1 }, 0);
          const [at, stats, c] = [arena.put32(x), arena.alloc64(2), arena.alloc32(3)];
          kernels.normMoments32(stats, at, m, 1, 0, 1);
          kernels.normBatch32(c, stats, 1, 0);
          kernels.normForward32(at, at, c, 0, 0, 1, 0, m);
          const deviation = Math.sqrt(exactly.variance);
          arena.f32(at, m).forEach((y, i) => {
            const hat = (x[i]! - exactly.mean) / deviation;
            const allowed = 5 * roundoff32 * Math.abs(hat) + 2 * roundoff32 ** 2 * (Math.abs(mean) / deviation + 1);
            expect(Math.abs(y - hat)).toBeLessThanOrEqual(allowed);
          });
        }),
      ),
    ));

  test("features and rows in pieces, the same bits", () =>
    fc.assert(
      fc.property(seeds, fc.record(extents), fc.nat(), fc.nat(), (seed, { m, n }, j, i) =>
        using(({ kernels, arena }) => {
          const next = stream(seed);
          const fill = (length: number) => arena.put32(Float64Array.from({ length }, () => about(3, 2)(next)));
          const [x, dy, gamma, beta] = [fill(m * n), fill(m * n), fill(n), fill(n)];
          const bits = (features: readonly number[], rows: readonly number[]) => {
            const [stats, sums] = [arena.alloc64(2 * n), arena.alloc64(2 * n)];
            const [c, dgamma, dbeta] = [arena.alloc32(3 * n), arena.alloc32(n), arena.alloc32(n)];
            const [y, dx] = [arena.alloc32(m * n), arena.alloc32(m * n)];
            const over = (cuts: readonly number[], run: (from: number, to: number) => void) => {
              for (const [k, to] of cuts.slice(1).entries()) run(cuts[k]!, to);
            };
            over(features, (from, to) => kernels.normMoments32(stats, x, m, n, from, to));
            kernels.normBatch32(c, stats, n, epsilon);
            over(rows, (from, to) => kernels.normForward32(y, x, c, gamma, beta, n, from, to));
            over(features, (from, to) => kernels.normSums32(dgamma, dbeta, sums, dy, x, c, m, n, from, to));
            over(rows, (from, to) => kernels.normBackward32(dx, dy, x, c, gamma, dgamma, dbeta, m, n, from, to));
            return [arena.u8(stats, 16 * n), arena.u8(y, 4 * m * n), arena.u8(dx, 4 * m * n)].map((b) => Array.from(b));
          };
          expect(bits([0, j % (n + 1), n], [0, i % (m + 1), m])).toEqual(bits([0, n], [0, m]));
        }),
      ),
    ));

  // y does not change when x is shifted or stretched, so dx has no part along 1 and along xhat; the scale of both sums
  // is that of their terms before they cancel, of which a handful of roundings remain.
  test("the gradient is orthogonal to 1 and to xhat: within 20 roundoffs of the terms", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 90 }), (seed, m) =>
        using(({ kernels, arena }) => {
          const [x, dy] = [arena.put32(drawn(seed, m, about(5, 2))), arena.put32(drawn(seed + 1, m, about(0.5, 1)))];
          const [stats, sums, c, d, y] = [
            arena.alloc64(2),
            arena.alloc64(2),
            arena.alloc32(3),
            arena.alloc32(2),
            arena.alloc32(m),
          ];
          kernels.normMoments32(stats, x, m, 1, 0, 1);
          kernels.normBatch32(c, stats, 1, 0);
          kernels.normForward32(y, x, c, 0, 0, 1, 0, m);
          kernels.normSums32(d, d + 4, sums, dy, x, c, m, 1, 0, 1);
          const size = sum(m, (i) => Math.abs(arena.f32(dy, m)[i]!)) * arena.f32(c, 3)[2]!;
          kernels.normBackward32(dy, dy, x, c, 0, d, d + 4, m, 1, 0, m);
          const [dx, hat] = [arena.f32(dy, m), arena.f32(y, m)];
          const spread = hat.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
          expect(Math.abs(sum(m, (i) => dx[i]!))).toBeLessThanOrEqual(20 * roundoff32 * size * spread ** 2);
          expect(Math.abs(sum(m, (i) => dx[i]! * hat[i]!))).toBeLessThanOrEqual(20 * roundoff32 * size * spread ** 3);
        }),
      ),
    ));
});
