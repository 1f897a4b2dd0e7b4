import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { fit, fit2d } from "../../src/density/histogram.js";
import { describe as line } from "../../src/failure.js";
import { between, drawn, seeds } from "../arbitraries/data.js";

const u = 2 ** -53;

const right = <A>(result: E.Either<Parameters<typeof line>[0], A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

/** Apart by a 64th at least: over a subnormal width a density is infinite. */
const edges = fc
  .uniqueArray(fc.integer({ min: -256, max: 256 }), { minLength: 2, maxLength: 12 })
  .map((values) => Float64Array.from(values, (x) => x / 64).sort());
const values = fc.tuple(seeds, fc.integer({ min: 1, max: 200 })).map(([seed, n]) => drawn(seed, n, between(-5, 5)));

/** The definition: a bin is closed left, the last one on both sides. */
const inBin = (e: Float64Array, i: number) => (x: number) =>
  e[i]! <= x && (x < e[i + 1]! || (i === e.length - 2 && x === e[i + 1]!));

describe("histograms", () => {
  test("counts are those of the definition, also on the edges", () => {
    fc.assert(
      fc.property(edges, values, (e, x) => {
        const all = [...x, ...e, Number.NaN]; // edges count, the last one too
        const { counts } = right(fit(all, { bins: e }));
        expect([...counts]).toEqual(Array.from(counts, (_, i) => all.filter(inBin(e, i)).length));
      }),
    );
  });

  test("the density integrates to 1: 3 roundings a bin", () => {
    fc.assert(
      fc.property(fc.oneof(edges, fc.integer({ min: 1, max: 40 })), values, (bins, x) => {
        const { edges: e, density } = right(fit([...x, typeof bins === "number" ? x[0]! : bins[0]!], { bins }));
        const integral = density.reduce((sum, p, i) => sum + p * (e[i + 1]! - e[i]!), 0);
        expect(Math.abs(integral - 1)).toBeLessThanOrEqual((3 * density.length + 2) * u);
      }),
    );
  });

  test("a number of bins counts every value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), values, (bins, x) => {
        expect(right(fit(x, { bins })).counts.reduce((a, b) => a + b, 0)).toBe(x.length);
      }),
    );
  });

  test("in the plane: a column of bins for all y is the histogram of x; the density integrates to 1", () => {
    fc.assert(
      fc.property(edges, fc.integer({ min: 1, max: 9 }), values, (e, bins, x) => {
        const y = x.map((xi) => Math.sin(40 * xi));
        const inside = [e[0]!, ...x];
        const { counts, density, edges: sides } = right(fit2d(inside, [0, ...y], { bins: { x: e, y: bins } }));
        const rows = Array.from({ length: e.length - 1 }, (_, i) =>
          Array.from({ length: bins }, (__, j) => counts.data[i * bins + j]!).reduce((a, b) => a + b, 0),
        );
        expect(rows).toEqual([...right(fit(inside, { bins: e })).counts]);
        let integral = 0;
        for (let at = 0; at < density.data.length; at++) {
          const [i, j] = [Math.floor(at / bins), at % bins];
          integral += density.data[at]! * (sides[0][i + 1]! - sides[0][i]!) * (sides[1][j + 1]! - sides[1][j]!);
        }
        expect(Math.abs(integral - 1)).toBeLessThanOrEqual((4 * density.data.length + 2) * u);
      }),
    );
  });

  test("what is no histogram is a Left of one line", () => {
    const refusals = [
      fit([1], { bins: 0 }),
      fit([1], { bins: 2.5 }),
      fit([1], { bins: [1] }),
      fit([1], { bins: [1, 1] }),
      fit([1], { bins: [0, Number.NaN] }),
      fit([2], { bins: [0, 1] }),
      fit([], { bins: 3 }),
      fit([1], { bins: "auto" as unknown as number }),
      fit([1], { bin: 3 } as object),
      fit(undefined as unknown as number[]),
      fit2d([1, 2], [1]),
    ];
    for (const refusal of refusals) expect(E.isLeft(refusal) && line(refusal.left)).toMatch(/^[^\n]+$/);
    expect(right(fit([3, 3], { bins: 2 })).edges).toEqual(new Float64Array([2.5, 3, 3.5]));
  });
});
