import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { between, drawn, lengths, magnitudes, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { ulps32 } from "../laws/bound.js";
import { elementwiseLaws } from "../laws/elementwise.js";

elementwiseLaws({
  kernel: "masked32",
  type: "f32",
  claim: "within 1 ulp of x mask scale",
  draws: [magnitudes(-20, 20), (next) => (between(0, 1)(next) < 0.5 ? 0 : 1)],
  scalars: [1.25],
  reference: (x, mask) => x * mask * 1.25,
  bound: ulps32(1),
  // without subnormals: the product of two is 0 in float32 and not in the reference
  specials: [0, -0, 1, -1, NaN, Infinity, -Infinity],
});

/** Lengths past two pieces of 2048 words. */
const pieces = fc.oneof(lengths(16), fc.integer({ min: 2040, max: 2056 }), fc.integer({ min: 4090, max: 4200 }));
const words = fc.nat({ max: 2 ** 31 - 1 });
const rates = fc.constantFrom(0, 0.1, 0.3, 0.5, 0.9).map(Math.fround);

describe.each(runtimes)("dropout32 ($simd)", ({ using }) => {
  test("is masked32 by the mask of keepMask32, bit for bit, and writes nothing beside it", () =>
    fc.assert(
      fc.property(seeds, pieces, words, words, fc.nat({ max: 99 }), rates, (seed, n, k0, k1, from, rate) =>
        using(({ kernels, arena }) => {
          const x = arena.put32(drawn(seed, n, magnitudes(-20, 20)));
          const [mask, masked, out] = [arena.alloc32(n), arena.alloc32(n), arena.alloc32(n + 4)];
          arena.u8(out, 4 * n + 16).fill(0xfe);
          kernels.keepMask32(mask, n, k0, k1, from, rate);
          kernels.masked32(masked, x, mask, n, 1 / (1 - rate));
          kernels.dropout32(out, x, n, k0, k1, from, rate);
          expect(Array.from(arena.u8(out, 4 * n))).toEqual(Array.from(arena.u8(masked, 4 * n)));
          expect(arena.u8(out + 4 * n, 16).every((byte) => byte === 0xfe)).toBe(true);
        }),
      ),
    ));

  test("any part of the stream is that part of the whole", () =>
    fc.assert(
      fc.property(seeds, pieces, words, fc.nat(), rates, (seed, n, k0, cut, rate) =>
        using(({ kernels, arena }) => {
          const x = arena.put32(drawn(seed, n, magnitudes(-20, 20)));
          const [whole, parts] = [arena.alloc32(n), arena.alloc32(n)];
          const middle = cut % (n + 1);
          kernels.dropout32(whole, x, n, k0, 7, 0, rate);
          kernels.dropout32(parts, x, middle, k0, 7, 0, rate);
          kernels.dropout32(parts + 4 * middle, x + 4 * middle, n - middle, k0, 7, middle, rate);
          expect(Array.from(arena.u8(parts, 4 * n))).toEqual(Array.from(arena.u8(whole, 4 * n)));
        }),
      ),
    ));

  test("a rate of 0 changes no bit", () =>
    fc.assert(
      fc.property(seeds, pieces, words, (seed, n, k0) =>
        using(({ kernels, arena }) => {
          const [x, out] = [arena.put32(drawn(seed, n, magnitudes(-20, 20))), arena.alloc32(n)];
          kernels.dropout32(out, x, n, k0, 0, 0, 0);
          expect(Array.from(arena.f32(out, n))).toEqual(Array.from(arena.f32(x, n)));
        }),
      ),
    ));
});
