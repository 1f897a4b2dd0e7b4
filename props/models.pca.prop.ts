import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../src/core/key.js";
import { type Tensor, tensor, tensor32, tensor64 } from "../src/core/tensor.js";
import { type Failure, describe as line } from "../src/failure.js";
import { symmetricEigen } from "../src/models/pca/eigen.js";
import type { Pca } from "../src/models/pca/model.js";
import { type PcaOptions, pca } from "../src/models/pca/pca.js";
import { randomisedPca } from "../src/models/pca/randomised.js";
import { inversePca, transformPca } from "../src/models/pca/transform.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { between, drawn, seeds } from "./arbitraries/data.js";
import { runtimes } from "./arbitraries/runtimes.js";

const epsilon = 2 ** -52;

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

/** Rows whose columns are mixed and of different sizes, far from the origin: column j is about 100. */
const data = (seed: number, n: number, d: number, decay = 0.8): Tensor => {
  const raw = drawn(seed, n * d, between(-1, 1));
  const mixing = drawn(seed + 1, d * d, between(-1, 1));
  const x = new Float64Array(n * d);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < d; k++)
      for (let j = 0; j < d; j++) x[i * d + j]! += decay ** k * raw[i * d + k]! * mixing[k * d + j]!;
  return tensor(
    [n, d],
    x.map((value) => 100 + value),
  );
};

const sizes = fc.record({ seed: seeds, n: fc.integer({ min: 3, max: 60 }), d: fc.integer({ min: 2, max: 24 }) });

const fitted = (runtime: Runtime, x: Tensor, options: PcaOptions = { keep: "all" }): Pca =>
  right(pca(runtime, options)([x]));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

const rowsOf = ({ shape, data: values }: Tensor): readonly Float64Array[] =>
  Array.from({ length: shape[0]! }, (_, i) => Float64Array.from(values).subarray(i * shape[1]!, (i + 1) * shape[1]!));

/** sum_i |x_i - y_i|^2 */
const squaredDistance = (x: Tensor, y: Tensor): number =>
  Float64Array.from(x.data).reduce((sum, value, at) => sum + (value - y.data[at]!) ** 2, 0);

const total = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

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
  test("full rank, there and back: 64 d epsilon of the largest value", () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ seed, n, d }, whiten) => {
        const x = data(seed, n + d, d, 1);
        const model = fitted(runtime, x, { keep: "all", whiten });
        const back = right(inversePca(runtime, model)(right(transformPca(runtime, model)(x))));
        expect(back.shape).toEqual(x.shape);
        expect(Math.sqrt(squaredDistance(x, back) / x.data.length)).toBeLessThanOrEqual(64 * d * epsilon * 200);
      }),
    );
  });

  test("what the reconstruction loses is the variance that was dropped: 1e-11 of the total", () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.05, max: 0.95, noNaN: true }), ({ seed, n, d }, share) => {
        const x = data(seed, n, d);
        const all = fitted(runtime, x);
        const some = fitted(runtime, x, { keep: { share } });
        const k = some.variances.length;
        const kept = total(some.ratios);
        expect(kept).toBeGreaterThan(share);
        expect(kept - some.ratios[k - 1]!).toBeLessThanOrEqual(share + 1e-12);
        const back = right(inversePca(runtime, some)(right(transformPca(runtime, some)(x))));
        const dropped = total(Array.from(all.variances).slice(k)) * (n - 1);
        const scale = total(all.variances) * (n - 1);
        expect(Math.abs(squaredDistance(x, back) - dropped)).toBeLessThanOrEqual(1e-11 * (scale + 1e4));
        const leftOut = Math.min(n, d) - k;
        expect(Math.abs(some.noiseVariance * leftOut * (n - 1) - dropped)).toBeLessThanOrEqual(1e-11 * (scale + 1));
      }),
    );
  });

  test("chunks add up: any cut gives the variances to 1e-12 of the first, and the mean to 4 n epsilon", () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), ({ seed, n, d }, cuts) => {
        const x = data(seed, n, d);
        const ends = [...cuts.filter((c) => c > 0 && c < n), n].sort((a, b) => a - b);
        const values = Float64Array.from(x.data);
        const chunks = function* () {
          let from = 0;
          for (const to of ends) {
            yield tensor([to - from, d], values.slice(from * d, to * d));
            from = to;
          }
        };
        const [whole, parts] = [fitted(runtime, x), right(pca(runtime, { keep: "all" })(chunks()))];
        for (let i = 0; i < whole.variances.length; i++)
          expect(Math.abs(whole.variances[i]! - parts.variances[i]!)).toBeLessThanOrEqual(1e-12 * whole.variances[0]!);
        for (let j = 0; j < d; j++)
          expect(Math.abs(whole.mean[j]! - parts.mean[j]!)).toBeLessThanOrEqual(4 * n * epsilon * 200);
      }),
    );
  });

  test("whitened coordinates have the covariance I: 1e-8, where variances are above 1e-6 of the first", () => {
    fc.assert(
      fc.property(sizes, ({ seed, n, d }) => {
        const x = data(seed, n + d, d, 0.9);
        const model = fitted(runtime, x, { keep: "all", whiten: true });
        const y = rowsOf(right(transformPca(runtime, model)(x)));
        const k = Array.from(model.variances).filter((v) => v > 1e-6 * model.variances[0]!).length;
        for (let i = 0; i < k; i++)
          for (let j = 0; j <= i; j++) {
            const covariance = total(y.map((row) => row[i]! * row[j]!)) / (y.length - 1);
            expect(Math.abs(covariance - (i === j ? 1 : 0))).toBeLessThan(1e-8);
          }
      }),
    );
  });

  test("randomised: on variances that fall by 0.36 a time, those of the full one to 1e-6, and never above", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const x = data(seed, 80, 30, 0.6);
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
        const x = data(seed, 700, 20);
        const single = tensor32(x.shape, Array.from(x.data));
        const [a, b] = [fitted(runtime, single), fitted(runtime, tensor64(x.shape, Array.from(single.data)))];
        const scale = total(b.variances);
        for (let i = 0; i < 20; i++) expect(Math.abs(a.variances[i]! - b.variances[i]!)).toBeLessThan(1e-5 * scale);
      }),
      { numRuns: 20 },
    );
  });

  test("what has no components is a Left of one line", () => {
    const x = data(1, 5, 3);
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
