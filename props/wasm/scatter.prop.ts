import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import { between, lengths } from "../arbitraries/data.js";
import { plain } from "../arbitraries/runtimes.js";
import { roundoff64 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws, kernelProperties } from "../laws/kernel.js";

interface Rows {
  readonly rows: number;
  readonly d: number;
}

const shapes: fc.Arbitrary<Rows> = fc.record({ rows: fc.nat({ max: 9 }), d: lengths(4) });

const round = (type: "f32" | "f64", x: number): number => (type === "f32" ? Math.fround(x) : x);

/** x - pivot is rounded once, so that it has no bound; sums are chains of float64 additions. */
const centre = (type: "f32" | "f64", run: (kernels: Kernels) => Kernels["centreRows32"]): KernelLaw<Rows> => ({
  title: `centreRows, ${type}: x - pivot to the bit, sums within rows + 1 roundings of their terms`,
  shape: shapes,
  inputs: ({ rows, d }) => [
    { type, length: rows * d, draw: between(-9, 9) },
    { type: "f64", length: d, draw: between(-9, 9) },
    { type, length: d, draw: between(-9, 9) },
  ],
  outputs: ({ rows, d }) => [
    { type, length: rows * d },
    { type: "f64", length: d },
  ],
  call: ({ kernels, arena }, [x, sums], [given, before, pivot], { rows, d }) => {
    const bytes = (type === "f32" ? 4 : 8) * rows * d;
    arena.u8(x!, bytes).set(arena.u8(given!, bytes));
    arena.u8(sums!, 8 * d).set(arena.u8(before!, 8 * d));
    run(kernels)(x!, sums!, pivot!, rows, d);
  },
  reference: ([x, before, pivot], { rows, d }) => {
    const centred = x!.map((value, at) => round(type, value - pivot![at % d]!));
    const sums = before!.map((start, j) =>
      Array.from({ length: rows }, (_, i) => centred[i * d + j]!).reduce((sum, value) => sum + value, start),
    );
    return [centred, sums];
  },
  bound: (_, at, [x, before, pivot], { rows, d }, output) => {
    if (output === 0) return 0;
    const terms = Array.from({ length: rows }, (__, i) => Math.abs(x![i * d + at]! - pivot![at]!));
    return (rows + 1) * roundoff64 * terms.reduce((sum, term) => sum + term, Math.abs(before![at]!));
  },
});

const widen = (run: (kernels: Kernels) => Kernels["addWidened"]): KernelLaw<number> => ({
  title: "addWidened: sums + x in float64, rounded once",
  shape: lengths(4),
  inputs: (n) => [
    { type: "f64", length: n, draw: between(-9, 9) },
    { type: "f32", length: n, draw: between(-9, 9) },
  ],
  outputs: (n) => [{ type: "f64", length: n }],
  call: ({ kernels, arena }, [sums], [before, x], n) => {
    arena.u8(sums!, 8 * n).set(arena.u8(before!, 8 * n));
    run(kernels)(sums!, x!, n);
  },
  reference: ([before, x]) => [before!.map((sum, i) => sum + x![i]!)],
  bound: () => 0,
});

kernelLaws(centre("f32", ({ centreRows32 }) => centreRows32));
kernelLaws(centre("f64", ({ centreRows64 }) => centreRows64));
kernelLaws(widen(({ addWidened }) => addWidened));

describe("the laws catch", () => {
  const caught = <S>(law: KernelLaw<S>): boolean =>
    Object.values(kernelProperties(law, plain)).some((property) => fc.check(property).failed);
  type Centre = Kernels["centreRows32"];

  test.each<[string, (right: Centre) => Centre]>([
    ["a last row left out", (right) => (x, sums, pivot, rows, d) => right(x, sums, pivot, Math.max(0, rows - 1), d)],
    [
      "a tail left out",
      (right) => (x, sums, pivot, rows, d) => (d % 4 === 0 ? right(x, sums, pivot, rows, d) : undefined),
    ],
    ["a pivot that is one element late", (right) => (x, sums, pivot, rows, d) => right(x, sums, pivot + 4, rows, d)],
    ["rows that overlap", (right) => (x, sums, pivot, rows, d) => right(x, sums, pivot, rows, Math.max(0, d - 1))],
    [
      "sums that begin anew",
      (right) => (x, sums, pivot, rows, d) => {
        if (rows > 0) for (let j = 0; j < d; j++) right(x + 4 * j, sums + 8 * j, pivot + 4 * j, 0, 1);
        right(x, sums + (rows > 1 ? 8 : 0), pivot, rows, d);
      },
    ],
  ])("%s", (_, change) => expect(caught(centre("f32", ({ centreRows32 }) => change(centreRows32)))).toBe(true));

  test("a sum in float32's place", () =>
    expect(
      caught(
        widen(
          ({ addWidened }) =>
            (sums, x, n) =>
              addWidened(sums, x, Math.max(0, n - 1)),
        ),
      ),
    ).toBe(true));
});
