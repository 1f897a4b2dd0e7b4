import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor32, tensor64 } from "../../../src/core/tensor.js";
import { symmetricEigen } from "../../../src/embedding/pca/eigen.js";
import type { Pca, PcaData, PcaOptions } from "../../../src/embedding/pca/index.js";
import * as pca from "../../../src/embedding/pca/index.js";
import { type Failure, describe as line } from "../../../src/failure.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { type Components, componentLaws, dot, mixedRows, rowsOf, total } from "../../laws/components.js";

const epsilon = 2 ** -52;

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

const fitted = (runtime: Runtime, x: Tensor, options: PcaOptions = {}): Pca =>
  right(pca.fit(runtime, key(0), x, options));

describe.each(runtimes)("symmetric eigenproblem ($simd)", (runtime) => {
  const matrices = fc.record({ seed: seeds, d: fc.integer({ min: 1, max: 40 }), zeros: fc.nat({ max: 6 }) });
  const symmetric = (seed: number, d: number, zeros: number): Float64Array => {
    const a = drawn(seed, d * d, between(-1, 1));
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        const value = j < zeros && j !== i ? 0 : a[i * d + j]!;
        a[i * d + j] = value;
        a[j * d + i] = value;
      }
    return a;
  };

  test("A v = lambda v, orthonormal v, falling lambda, within 8 d epsilon of |A|; the trace is their sum", () => {
    fc.assert(
      fc.property(matrices, ({ seed, d, zeros }) => {
        const a = symmetric(seed, d, zeros);
        const { values, vectors } = symmetricEigen(runtime, a, d, () => d);
        const bound = 8 * d * epsilon * Math.sqrt(dot(a, a));
        const v = rowsOf(vectors);
        v.forEach((vi, i) => {
          for (let r = 0; r < d; r++)
            expect(Math.abs(dot(a.subarray(r * d, (r + 1) * d), vi) - values[i]! * vi[r]!)).toBeLessThanOrEqual(bound);
          v.forEach((vj, j) => {
            expect(Math.abs(dot(vi, vj) - (i === j ? 1 : 0))).toBeLessThanOrEqual(8 * d * epsilon);
          });
          if (i > 0) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
          expect(Math.max(...vi)).toBeGreaterThanOrEqual(-Math.min(...vi) - 1e-12);
        });
        expect(Math.abs(total(values) - total(v.map((_, i) => a[i * d + i]!)))).toBeLessThanOrEqual(d * bound);
      }),
    );
  });

  test("the first vectors do not depend on how many are asked for, bit for bit; nor does a power of two matter", () => {
    fc.assert(
      fc.property(matrices, fc.nat({ max: 40 }), ({ seed, d, zeros }, some) => {
        const a = symmetric(seed, d, zeros);
        const k = Math.min(some, d);
        const all = symmetricEigen(runtime, a, d, () => d);
        const few = symmetricEigen(
          runtime,
          a.map((x) => x * 2 ** 300),
          d,
          () => k,
        );
        expect([...few.vectors.data]).toEqual([...all.vectors.data].slice(0, k * d));
        expect([...few.values].map((x) => x * 2 ** -300)).toEqual([...all.values]);
      }),
    );
  });

  test("a diagonal, a zero matrix and rows of residues near nothing", () => {
    expect([...symmetricEigen(runtime, new Float64Array([1, 0, 0, 0, 3, 0, 0, 0, 2]), 3, () => 0).values]).toEqual([
      3, 2, 1,
    ]);
    expect([...symmetricEigen(runtime, new Float64Array(4), 2, () => 2).values]).toEqual([0, 0]);
    const graded = Float64Array.from({ length: 36 }, (_, at) => 1e-20 ** (Math.floor(at / 6) + (at % 6)));
    expect(symmetricEigen(runtime, graded, 6, () => 6).vectors.data[0]).toBeCloseTo(1, 12);
  });
});

describe.each(runtimes)("principal components ($simd)", (runtime) => {
  const components: Components = {
    fit: (chunks, options) => right(pca.fit(runtime, key(0), chunks, options)),
    transform: (model, x) => right(pca.transform(runtime, model, x)),
    inverse: (model, y) => right(pca.inverse(runtime, model, y)),
  };
  for (const [name, law] of Object.entries(componentLaws(components))) test(name, law);

  test("randomized: on variances that fall by 0.36 a time, those of the full one to 1e-6, and never above", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const x = mixedRows(seed, 80, 30, 0.6);
        const [full, some] = [
          fitted(runtime, x, { components: 4 }),
          right(pca.fit(runtime, key(seed), x, { components: 4, method: "randomized" })),
        ];
        for (let i = 0; i < 4; i++) {
          expect(some.variances[i]!).toBeLessThanOrEqual(full.variances[i]! * (1 + 1e-10));
          expect(some.variances[i]!).toBeGreaterThan(full.variances[i]! * (1 - 1e-6));
        }
        expect(Math.abs(some.noiseVariance - full.noiseVariance)).toBeLessThan(1e-5 * full.variances[0]!);
      }),
      { numRuns: 20 },
    );
  });

  test("float32 data: variances within 1e-5 of the total of the float64 ones", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const x = mixedRows(seed, 700, 20);
        const single = tensor32(x.shape, Array.from(x.data));
        const [a, b] = [fitted(runtime, single), fitted(runtime, tensor64(x.shape, Array.from(single.data)))];
        const scale = total(b.variances);
        for (let i = 0; i < 20; i++) expect(Math.abs(a.variances[i]! - b.variances[i]!)).toBeLessThan(1e-5 * scale);
      }),
      { numRuns: 20 },
    );
  });

  test("what has no components is a Left of one line", () => {
    const x = mixedRows(1, 5, 3);
    const keep = (components: number) => pca.fit(runtime, key(0), x, { components });
    const of = (data: PcaData, options: PcaOptions = {}) => pca.fit(runtime, key(0), data, options);
    const once = (): Iterable<Tensor> => [x][Symbol.iterator]();
    const refusals: readonly E.Either<Failure, unknown>[] = [
      ...[0, 4, 1.5, -0.1, Number.NaN, "all" as unknown as number].map(keep),
      of([]),
      of(tensor64([1, 2], [1, 2])),
      of([x, tensor64([1, 2], [1, 2])]),
      of(tensor64([2, 2], [1, 2, 1, 2])),
      of(tensor64([2, 2], [1, 2, Number.NaN, 2])),
      of(tensor64([4], [1, 2, 3, 4])),
      of(tensor64([2, 1], [1e200, -1e200])),
      of([[1, 2]] as unknown as PcaData),
      of(undefined as unknown as PcaData),
      of(x, { method: "svd" as "exact" }),
      of(x, { component: 1 } as PcaOptions),
      of(x, { method: "randomized" }),
      of(x, { method: "randomized", components: 4 }),
      of(x, { method: "randomized", components: 0.5 }),
      of(once(), { method: "randomized", components: 2 }),
      of(tensor64([3, 3], [0, 0, 0, 1, 1, 1, 2, 2, 2]), { method: "randomized", components: 2 }),
      pca.transform(runtime, fitted(runtime, x), tensor64([1, 2], [1, 2])),
      pca.transform(runtime, of(x) as unknown as Pca, x),
      pca.inverse(runtime, fitted(runtime, x), tensor64([1, 2], [1, 2])),
    ];
    for (const refusal of refusals) expect(E.isLeft(refusal) && line(refusal.left)).toMatch(/^[^\n]+$/);
  });

  test("chunks may be an array, an iterator for one pass, or a function, with the same bits", () => {
    const x = mixedRows(3, 20, 4);
    const few = { method: "randomized", components: 2 } as const;
    expect(pca.fit(runtime, key(0), [x])).toEqual(pca.fit(runtime, key(0), x));
    expect(pca.fit(runtime, key(0), [x][Symbol.iterator]())).toEqual(pca.fit(runtime, key(0), x));
    expect(pca.fit(runtime, key(0), () => [x], few)).toEqual(pca.fit(runtime, key(0), x, few));
  });
});
