import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { klSparsity, l1Sparsity, penalise, Sparsity } from "../../../src/autoencoder/plain/sparsity.js";
import { key } from "../../../src/core/key.js";
import { tensor } from "../../../src/core/tensor.js";
import { compileAt } from "../../../src/nn/compile.js";
import { activity } from "../../../src/nn/layers/activity.js";
import { klSparse } from "../../../src/prob/sparsity.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { right } from "../../arbitraries/models.js";
import { runtimes } from "../../arbitraries/runtimes.js";

/** The penalty of codes z (m, n), and its gradient by them. */
const penalty = (runtime: Runtime, sparsity: Sparsity, z: ArrayLike<number>, m: number, n: number) =>
  runtime.using((workspace) => {
    const { arena, kernels } = workspace;
    const at = { params: arena.alloc32(0), state: arena.alloc32(0), scratch: arena.alloc(kernels.gemmScratch()) };
    const run = { workspace, mode: "train" as const, key: key(0), batch: m, ...at };
    const { value, dz } = penalise(run, right(compileAt("activity", activity, [[n]])), sparsity, [arena.put32(z)]);
    return { value, dz: arena.f32(dz(), m * n).slice() };
  });

const transposed = (x: ArrayLike<number>, m: number, n: number): Float64Array =>
  Float64Array.from({ length: m * n }, (_, i) => x[(i % m) * n + Math.floor(i / m)]!);

const slope = (z: number): number => (Math.sign(z) * (1 - Math.tanh(z / 2) ** 2)) / 2;

/** Activities from 0.05 to 0.95, on both sides of 0. */
const codes = (seed: number, length: number): Float32Array =>
  Float32Array.from(drawn(seed, length, between(-3, 3)), (z) => z + Math.sign(z) * 0.1);

const fractions = fc.integer({ min: 1, max: 63 }).map((sixtyFourths) => sixtyFourths / 64);
const cases = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), fractions, seeds);

/** Activities within 3 ulp, means of at most 20: 2^-19 of a divergence's derivative, which is below 20 here. */
const bound = 2 ** -14;

describe.each(runtimes)("the sparsity penalty ($simd)", (runtime) => {
  test(`l1 is the weighted mean of the activities, within ${bound}`, () =>
    fc.assert(
      fc.property(cases, ([m, n, weight, seed]) => {
        const z = codes(seed, m * n);
        const got = penalty(runtime, l1Sparsity({ weight }), z, m, n);
        const mean = z.reduce((sum, v) => sum + Math.tanh(Math.abs(v) / 2), 0) / (m * n);
        expect(Math.abs(got.value - mean)).toBeLessThanOrEqual(bound);
        got.dz.forEach((d, i) => {
          expect(Math.abs(m * n * d - weight * slope(z[i]!))).toBeLessThanOrEqual(bound);
        });
      }),
    ));

  test.each(["units", "examples"] as const)(`kl over %s is the mean of klSparse, within ${bound}`, (average) =>
    fc.assert(
      fc.property(cases, ([m, n, target, seed]) => {
        const z = codes(seed, m * n);
        const got = penalty(runtime, klSparsity({ target, weight: 0.5, average }), z, m, n);
        const a = Float64Array.from(z, (v) => Math.tanh(Math.abs(v) / 2));
        const [rows, columns] = average === "examples" ? [m, n] : [n, m];
        const matrix = tensor([rows, columns], average === "examples" ? a : transposed(a, m, n));
        const { value, gradient } = klSparse(target, 1 / columns, matrix);
        const da = average === "examples" ? gradient.data : transposed(gradient.data, n, m);
        expect(Math.abs(got.value - value)).toBeLessThanOrEqual(bound);
        got.dz.forEach((d, i) => {
          expect(Math.abs(m * n * (d - 0.5 * da[i]! * slope(z[i]!)))).toBeLessThanOrEqual(bound);
        });
      }),
    ),
  );

  test("is finite where every unit sleeps, and where every unit is fully awake", () => {
    for (const average of ["units", "examples"] as const)
      for (const z of [0, 100]) {
        const { value, dz } = penalty(runtime, klSparsity({ average }), new Float32Array(6).fill(z), 2, 3);
        expect(value).toBeGreaterThan(0);
        expect([value, ...dz].every(Number.isFinite)).toBe(true);
      }
  });

  test("is nothing, with no gradient, where the rate is the target", () => {
    const z = new Float32Array(6).fill(2 * Math.atanh(0.25));
    const { value, dz } = penalty(runtime, klSparsity({ target: 0.25 }), z, 2, 3);
    expect(Math.abs(value)).toBeLessThanOrEqual(2 ** -40);
    expect(Math.max(...dz.map(Math.abs))).toBeLessThanOrEqual(2 ** -20);
  });
});

test("a penalty as data: what is out of range is refused", () => {
  expect(Sparsity.is(klSparsity())).toBe(true);
  expect(Sparsity.is(l1Sparsity({ weight: 0 }))).toBe(true);
  for (const wrong of [
    klSparsity({ target: 0 }),
    klSparsity({ target: 1 }),
    l1Sparsity({ weight: -1 }),
    { kind: "l2", weight: 1 },
  ])
    expect(Sparsity.is(wrong)).toBe(false);
});
