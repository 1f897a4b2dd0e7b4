import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Runtime } from "../../src/wasm/runtime.js";
import { productOf, shapes, wholeBlocks } from "../arbitraries/products.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { gemmLaws, gemmProperty, type Precision } from "../laws/gemm.js";
import { byEntry, chain, type Multiply } from "../reference/gemm.js";

const precisions: Readonly<Record<"gemm32" | "gemm64", Precision>> = {
  gemm32: { epsilon: 2 ** -23, round: Math.fround },
  gemm64: { epsilon: 2 ** -52, round: (x) => x },
};

const canary = 0xa5;
const margin = 64;

/** A kernel as a function of values: C and the scratch are followed by canaries, and no matrix is aligned. */
const multiplyBy =
  ({ using }: Runtime, name: "gemm32" | "gemm64" | "gemmt64"): Multiply =>
  ({ m, from, to, k, accumulate, a, b, c }) =>
    using(({ kernels, arena }) => {
      const [put, view, bytes] = name === "gemm32" ? [arena.put32, arena.f32, 4] : [arena.put64, arena.f64, 8];
      const unaligned = (data: Float64Array) => put([0, ...data]) + bytes;
      const size = kernels.gemmScratch();
      const scratch = arena.alloc(size + margin);
      const [pa, pb, pc] = [unaligned(a.data), unaligned(b.data), unaligned(c.data)];
      const guard = arena.alloc(margin);
      arena.u8(scratch, size + margin).fill(canary);
      arena.u8(guard, margin).fill(canary);
      const matrices = [pc, c.row, pa, a.row, a.col, pb, b.row, b.col] as const;
      const extents = [from, to, k, Number(accumulate), scratch] as const;
      if (name === "gemmt64") kernels.gemmt64(...matrices, ...extents);
      else kernels[name](...matrices, m, ...extents);
      for (const at of [scratch + size, guard])
        if (arena.u8(at, margin).some((byte) => byte !== canary)) throw new Error("written past the end");
      return Float64Array.from(view(pc, c.data.length));
    });

describe.each(runtimes)("matrix products ($simd)", (runtime) => {
  describe.each(["gemm32", "gemm64"] as const)("%s", (name) => {
    const laws = Object.entries(gemmLaws(precisions[name], runtime.simd === "relaxed"));
    test.each(laws)("%s", (_, law) => fc.assert(gemmProperty(law, multiplyBy(runtime, name))));

    test("whole blocks stay within the scratch", () => {
      expect(() => multiplyBy(runtime, name)(productOf(wholeBlocks, "ordinary"))).not.toThrow();
    });
  });
});

describe.each(runtimes)("symmetric products ($simd)", (runtime) => {
  const [whole, upper] = [multiplyBy(runtime, "gemm64"), multiplyBy(runtime, "gemmt64")];

  test("gemmt64 has the bits of gemm64 where i <= j, and leaves the columns before its range", () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (shape, cut) => {
        const square = productOf({ ...shape, n: shape.m }, "extreme");
        const product = { ...square, from: Math.floor(cut * shape.m) };
        const [expected, got] = [whole(product), upper(product)];
        const checked = (i: number, j: number) => i <= j || j < product.from || j >= product.to;
        const { row } = product.c;
        return got.every((x, at) => !checked(Math.floor(at / row), at % row) || Object.is(x, expected[at]));
      }),
    );
  });
});

describe("the laws catch", () => {
  const laws = Object.values(gemmLaws(precisions.gemm32, false));
  const right = chain(Math.fround);
  const caught = (multiply: Multiply) => laws.some((law) => fc.check(gemmProperty(law, multiply)).failed);

  const broken: Readonly<Record<string, Multiply>> = {
    "a last row left out": (product) => right({ ...product, m: Math.max(0, product.m - 1) }),
    "k cut at a block": (product) => right({ ...product, k: Math.min(product.k, 512) }),
    "C overwritten where it accumulates": (product) => right({ ...product, accumulate: false }),
    "C kept where k is 0": (product) => right({ ...product, accumulate: product.accumulate || product.k === 0 }),
    "a transpose taken for a row": (product) => right({ ...product, b: { ...product.b, col: 1 } }),
    "an edge panel written whole": (product) => {
      const out = right(product);
      const { m, to, c } = product;
      return to < c.row ? out.map((x, at) => (at < m * c.row && at % c.row === to ? 0 : x)) : out;
    },
    "zeros skipped, and NaN with them": byEntry((c, k, a, b) => {
      let sum = c;
      for (let p = 0; p < k; p++) if (a(p) !== 0) sum = Math.fround(sum + Math.fround(a(p) * b(p)));
      return sum;
    }),
    "a sum in two halves": byEntry((c, k, a, b) => {
      const sums = [c, 0];
      for (let p = 0; p < k; p++) sums[p % 2] = Math.fround(sums[p % 2]! + Math.fround(a(p) * b(p)));
      return Math.fround(sums[0]! + sums[1]!);
    }),
    "products in half precision": byEntry((c, k, a, b) => {
      let sum = c;
      for (let p = 0; p < k; p++) sum = Math.fround(sum + Math.fround(a(p) * b(p) * (1 + 2 ** -11)));
      return sum;
    }),
  };

  test.each(Object.entries(broken))("%s", (_, multiply) => expect(caught(multiply)).toBe(true));
  test("but not the definition itself", () => expect(caught(right)).toBe(false));
});
