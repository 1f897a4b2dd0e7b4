import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { type Extents, extents, rowsOf } from "../arbitraries/matrices.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws } from "../laws/kernel.js";

const logits = between(-30, 30);
/** The difference of two logits is rounded at up to 60, and an exponential turns that into a relative error. */
const shifted = 60 * roundoff32;
const least = 2 ** -149;

const sum = (xs: Float64Array): number => xs.reduce((total, x) => total + x, 0);

const logSoftmax = (row: Float64Array): Float64Array => {
  const most = Math.max(...row) + 0; // a largest zero is +0, as max32 says
  const log = Math.log(sum(row.map((x) => Math.exp(x - most))));
  return row.map((x) => x - most - log);
};

const flat = (rows: Float64Array[]): number[] => rows.flatMap((row) => [...row]);

type Forward = Pick<KernelLaw<Extents>, "title" | "call" | "bound"> & { row: (row: Float64Array) => Float64Array };

const forward = ({ row, ...law }: Forward): void =>
  kernelLaws<Extents>({
    ...law,
    shape: extents(4),
    inputs: ({ m, n }) => [{ type: "f32", length: m * n, draw: logits }],
    outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
    reference: ([x], extents) => [flat(rowsOf(x!, extents).map(row))],
    inPlace: [[0, 0]],
  });

forward({
  title: "softmaxRows32: within 136 roundoffs of each value",
  call: ({ kernels }, [out], [x], { m, n }) => kernels.softmaxRows32(out!, x!, m, n),
  row: (row) => logSoftmax(row).map(Math.exp),
  // the exponential of the value and those of the sum, 60 + 4 each; rounding the sum, dividing, and the rest
  bound: (expected) => expected * (2 * (shifted + 4 * roundoff32) + 8 * roundoff32) + least,
});

forward({
  title: "logSoftmaxRows32: within 196 roundoffs",
  call: ({ kernels }, [out], [x], { m, n }) => kernels.logSoftmaxRows32(out!, x!, m, n),
  row: logSoftmax,
  // x - max rounded, and again in the sum, with its exponentials; the logarithm, below 4; the last difference, below 64
  bound: () => 2 * shifted + (8 + 4 + 64) * roundoff32,
});

type Backward = Pick<KernelLaw<Extents>, "title" | "call"> & {
  readonly draw: (next: () => number) => number;
  readonly row: (dy: Float64Array, y: Float64Array) => Float64Array;
};

/** References take y as given: any numbers, of which sums to one are a case. */
const backward = ({ draw, row, ...law }: Backward): void =>
  kernelLaws<Extents>({
    ...law,
    shape: extents(4),
    inputs: ({ m, n }) => [
      { type: "f32", length: m * n, draw: between(-2, 2) },
      { type: "f32", length: m * n, draw },
    ],
    outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
    reference: ([dy, y], extents) => {
      const upstream = rowsOf(dy!, extents);
      return [flat(rowsOf(y!, extents).map((values, r) => row(upstream[r]!, values)))];
    },
    // |dy| <= 2, |y| <= 1: the row's sum, its rounding, the difference and the product are beneath 2 n + 4 each
    bound: (_, __, ___, { n }) => 8 * (2 * n + 4) * roundoff32,
    inPlace: [
      [0, 0],
      [0, 1],
    ],
    specials: [0, -0, 1, NaN, 2 ** -140],
  });

backward({
  title: "gradSoftmaxRows32: within 8 (2 n + 4) roundoffs",
  call: ({ kernels }, [out], [dy, y], { m, n }) => kernels.gradSoftmaxRows32(out!, dy!, y!, m, n),
  draw: between(0, 1),
  row: (dy, y) => {
    const a = sum(dy.map((value, i) => value * y[i]!));
    return y.map((value, i) => value * (dy[i]! - a));
  },
});

backward({
  title: "gradLogSoftmaxRows32: within 8 (2 n + 4) roundoffs",
  call: ({ kernels }, [out], [dy, y], { m, n }) => kernels.gradLogSoftmaxRows32(out!, dy!, y!, m, n),
  draw: between(-20, 0),
  row: (dy, y) => y.map((value, i) => dy[i]! - Math.exp(value) * sum(dy)),
});

describe.each(runtimes)("softmax ($simd)", ({ using }) => {
  test("of logits of any size, rows sum to one within n + 4 roundoffs, and the logarithm is its logarithm", () =>
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 1, max: 1e30, noNaN: true }),
        (seed, n, scale) =>
          using(({ kernels, arena }) => {
            const x = arena.put32(drawn(seed, n, between(-scale, scale)));
            const [y, log] = [arena.alloc32(n), arena.alloc32(n)];
            kernels.softmaxRows32(y, x, 1, n);
            kernels.logSoftmaxRows32(log, x, 1, n);
            const values = Float64Array.from(arena.f32(y, n));
            expect(Math.abs(sum(values) - 1)).toBeLessThanOrEqual((n + 4) * roundoff32);
            values.forEach((value, i) => {
              const exact = Math.exp(arena.f32(log, n)[i]!);
              expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 128 * roundoff32 + least);
            });
          }),
      ),
    ));
});
