import { describe, expect, test } from "vitest";
import { between, lengths, magnitudes } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff64, ulp64, ulps64 } from "../laws/bound.js";
import { elementwiseLaws } from "../laws/elementwise.js";
import { kernelLaws } from "../laws/kernel.js";

// The kernels are within 1 ulp of the exact value, and so is the engine's function that they are held against.
const claim = "within 1 ulp, so within 2 of the engine's";

elementwiseLaws({
  kernel: "mapExp64",
  type: "f64",
  claim,
  draws: [between(-760, 720)],
  reference: Math.exp,
  bound: ulps64(2),
});

elementwiseLaws({
  kernel: "mapLog64",
  type: "f64",
  claim,
  draws: [(next) => Math.abs(magnitudes(-1074, 1023)(next))],
  reference: Math.log,
  bound: ulps64(2),
});

kernelLaws<number>({
  title: "sum64: within n roundoffs of the sum of magnitudes",
  shape: lengths(8),
  inputs: (length) => [{ type: "f64", length, draw: magnitudes(-20, 20) }],
  outputs: () => [{ type: "f64", length: 1 }],
  call: ({ kernels, arena }, [out], [x], n) => arena.f64(out!, 1).set([kernels.sum64(x!, n)]),
  reference: ([x]) => [[x!.reduce((sum, value) => sum + value, 0)]],
  // either order of summation errs by at most (n - 1) u sum |x|
  bound: (_, __, [x], n) => 2 * n * roundoff64 * x!.reduce((sum, value) => sum + Math.abs(value), 0),
});

/** The exact values at exact arguments, rounded from 60 digits (mpmath). */
const exact = {
  mapExp64: [
    [1, Math.E],
    [-1, 0.36787944117144233],
    [0.5, 1.6487212707001282],
    [100, 2.6881171418161356e43],
    [-700, 9.85967654375977e-305],
    [-740, 4.2e-322],
  ],
  mapLog64: [
    [2, Math.LN2],
    [10, Math.LN10],
    [0.75, -0.2876820724517809],
    [2 ** -1074, -744.4400719213812],
  ],
} as const;

describe.each(runtimes)("at exact arguments, the rounded value or its neighbour ($simd)", ({ using }) => {
  test.each(["mapExp64", "mapLog64"] as const)("%s", (kernel) =>
    using(({ kernels, arena }) => {
      const out = arena.alloc64(1);
      for (const [x, y] of exact[kernel]) {
        kernels[kernel](out, arena.put64([x]), 1);
        expect(Math.abs(arena.f64(out, 1)[0]! - y)).toBeLessThanOrEqual(ulp64(y));
      }
    }),
  );
});
