import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor32, tensor64 } from "../../../src/core/tensor.js";
import { symmetricEigen } from "../../../src/embedding/pca/eigen.js";
import type { Pca } from "../../../src/embedding/pca/model.js";
import { type PcaOptions, pca } from "../../../src/embedding/pca/pca.js";
import { randomisedPca } from "../../../src/embedding/pca/randomised.js";
import { inversePca, transformPca } from "../../../src/embedding/pca/transform.js";
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

const fitted = (runtime: Runtime, x: Tensor, options: PcaOptions = { keep: "all" }): Pca =>
  right(pca(runtime, options)([x]));

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
    fit: (chunks, options) => right(pca(runtime, options)(chunks)),
    transform: (model, x) => right(transformPca(runtime, model)(x)),
    inverse: (model, y) => right(inversePca(runtime, model)(y)),
  };
  for (const [name, law] of Object.entries(componentLaws(components))) test(name, law);

  test("randomised: on variances that fall by 0.36 a time, those of the full one to 1e-6, and never above", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const x = mixedRows(seed, 80, 30, 0.6);
        const [full, some] = [
          fitted(runtime, x, { keep: { components: 4 } }),
          right(randomisedPca(runtime, key(seed), { components: 4 })([x])),
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
    const keep = (k: PcaOptions["keep"], chunks: readonly Tensor[] = [x]) => pca(runtime, { keep: k })(chunks);
    const refusals: readonly E.Either<Failure, unknown>[] = [
      keep({ components: 0 }),
      keep({ components: 4 }),
      keep({ components: 1.5 }),
      keep({ share: 0 }),
      keep({ share: 1 }),
      keep("all", []),
      keep("all", [tensor64([1, 2], [1, 2])]),
      keep("all", [x, tensor64([1, 2], [1, 2])]),
      keep("all", [tensor64([2, 2], [1, 2, 1, 2])]),
      keep("all", [tensor64([2, 2], [1, 2, Number.NaN, 2])]),
      keep("all", [tensor64([4], [1, 2, 3, 4])]),
      keep("all", [tensor64([2, 1], [1e200, -1e200])]),
      randomisedPca(runtime, key(0), { components: 4 })([x]),
      randomisedPca(runtime, key(0), { components: 2 })([tensor64([3, 3], [0, 0, 0, 1, 1, 1, 2, 2, 2])]),
      transformPca(runtime, fitted(runtime, x))(tensor64([1, 2], [1, 2])),
      inversePca(runtime, fitted(runtime, x))(tensor64([1, 2], [1, 2])),
    ];
    for (const refusal of refusals) expect(E.isLeft(refusal) && line(refusal.left)).toMatch(/^[^\n]+$/);
  });
});
