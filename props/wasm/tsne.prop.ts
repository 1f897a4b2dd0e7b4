import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/core/tensor.js";
import { floats, putPoints, type StoredPoints, type TsneFloats } from "../../src/embedding/tsne/memory.js";
import { between, drawn, seeds, stream } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { type Cloud, divergenceTerms, squaredDistance } from "../reference/tsne.js";

/** Points x among neighbours y, which may be the same, and affinities between them. */
interface Scene {
  readonly seed: number;
  readonly dims: number;
  /** Of y: past two blocks of 128. */
  readonly n: number;
  /** Of x; "self" where x is y. */
  readonly rows: number | "self";
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  seed: seeds,
  dims: fc.constantFrom(1, 2, 3),
  n: fc.oneof(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 124, max: 132 }), fc.integer({ min: 250, max: 300 })),
  rows: fc.oneof(fc.constant("self" as const), fc.integer({ min: 1, max: 9 })),
});

const cases = (["float32", "float64"] as const).flatMap((precision) =>
  runtimes.map((runtime) => ({ precision, runtime, simd: runtime.simd })),
);

const rounded = (own: TsneFloats, x: Float64Array): Float64Array => (own.bytes === 4 ? x.map(Math.fround) : x);

const cloud = (own: TsneFloats, seed: number, count: number, dims: number): Cloud => ({
  count,
  dims,
  data: rounded(own, drawn(seed, count * dims, between(-20, 20))),
});

const put = (own: TsneFloats, { count, dims, data }: Cloud): StoredPoints =>
  putPoints(own, tensor([count, dims], Float64Array.from(data)));

const canary = 2 ** 100;

/** A scene in memory: rows of p hold -1 where there is no pair, sums have canaries behind them. */
const open = (own: TsneFloats, { seed, dims, n, rows }: Scene) => {
  const yCloud = cloud(own, seed, n, dims);
  const xCloud = rows === "self" ? yCloud : cloud(own, seed + 1, rows, dims);
  const y = put(own, yCloud);
  const x = rows === "self" ? y : put(own, xCloud);
  const isPair = (i: number, j: number): boolean => j < n && (rows !== "self" || i !== j);
  const next = stream(seed + 2);
  const p = rounded(
    own,
    Float64Array.from({ length: x.count * y.stride }, () => next() ** 4),
  ).map((value, at) => (isPair(Math.floor(at / y.stride), at % y.stride) ? value : -1));
  const at = own.zeros(p.length);
  own.view(at, p.length).set(p);
  const length = (2 * dims + 1) * x.stride;
  const sums = own.workspace.arena.alloc64(length + 2);
  own.workspace.arena.f64(sums, length + 2).fill(canary);
  const run = (from: number, to: number): void => {
    const self = rows === "self" ? 1 : 0;
    own.forces(sums, x.stride, at, x.at, x.stride, y.at, n, y.stride, dims, self, from, to);
  };
  const sumsNow = () => own.workspace.arena.f64(sums, length + 2).slice();
  return { xCloud, yCloud, x, y, p, isPair, run, sumsNow, length };
};

describe.each(cases)("neighbours ($simd, $precision)", ({ runtime, precision }) => {
  /** Data of 5 features, so that entropies are those of a Gaussian and not of a lattice. */
  const neighbours = (own: TsneFloats, { seed, n, rows }: Scene, perplexity: number) => {
    const { workspace } = own;
    const exact = floats(workspace, "float64");
    const yCloud = cloud(exact, seed, n, 5);
    const xCloud = rows === "self" ? yCloud : cloud(exact, seed + 1, rows, 5);
    const y = put(exact, yCloud);
    const x = rows === "self" ? y : put(exact, xCloud);
    const [p, beta, row] = [
      own.zeros(x.count * y.stride),
      workspace.arena.alloc64(x.count),
      workspace.arena.alloc64(y.stride),
    ];
    const run = (from: number, to: number): void => {
      const self = rows === "self" ? 1 : 0;
      own.conditional(p, beta, x.at, x.stride, y.at, n, y.stride, 5, Math.log(perplexity), self, row, from, to);
    };
    const rowsNow = () => Float64Array.from(own.view(p, x.count * y.stride));
    const precisions = () => workspace.arena.f64(beta, x.count).slice();
    return { xCloud, yCloud, x, y, run, rowsNow, precisions };
  };
  const wide = scenes.filter(({ n }) => n >= 10);

  test("p is the Gaussian of its beta within 1e-12 and u, its entropy log(perplexity) within 2e-10; -1 elsewhere", () =>
    fc.assert(
      fc.property(wide, (scene) =>
        runtime.using((workspace) => {
          const perplexity = (scene.n - 1) / 3;
          const { xCloud, yCloud, x, y, run, rowsNow, precisions } = neighbours(
            floats(workspace, precision),
            scene,
            perplexity,
          );
          run(0, x.count);
          const [rows, beta] = [rowsNow(), precisions()];
          for (let i = 0; i < x.count; i++) {
            const others = Array.from({ length: scene.n }, (_, j) => j).filter((j) => scene.rows !== "self" || j !== i);
            const distances = others.map((j) => squaredDistance(xCloud, i, yCloud, j));
            const nearest = Math.min(...distances);
            const weights = distances.map((d) => Math.exp(-beta[i]! * (d - nearest)));
            const sum = weights.reduce((a, b) => a + b, 0);
            const entropy = -weights.reduce((h, w) => h + (w > 0 ? (w / sum) * Math.log(w / sum) : 0), 0);
            expect(Math.abs(entropy - Math.log(perplexity))).toBeLessThanOrEqual(2e-10);
            // an exponent of at most 745 with a relative error of 8 u64 or so, and one rounding to float32
            const unit = 1e-12 + (precision === "float32" ? roundoff32 : 0);
            const got = Array.from({ length: y.stride }, (_, j) => rows[i * y.stride + j]!);
            const excess = others.map((j, k) => {
              const expected = weights[k]! / sum;
              return Math.abs(got[j]! - expected) - (unit * expected + 2 ** -149);
            });
            expect(Math.max(...excess)).toBeLessThanOrEqual(0);
            expect(got.filter((value) => value === -1)).toHaveLength(y.stride - others.length);
          }
        }),
      ),
      { numRuns: 20 },
    ));

  test("ranges of rows give the bits of all rows", () =>
    fc.assert(
      fc.property(wide, fc.double({ min: 0, max: 1, noNaN: true }), (scene, share) =>
        runtime.using((workspace) => {
          const { x, run, rowsNow, precisions } = neighbours(floats(workspace, precision), scene, (scene.n - 1) / 4);
          const cut = Math.round(share * x.count);
          run(cut, x.count);
          run(0, cut);
          const parts = [rowsNow(), precisions()];
          run(0, x.count);
          expect([rowsNow(), precisions()]).toEqual(parts);
        }),
      ),
      { numRuns: 30 },
    ));

  test("joint: the mean of p(j | i) and p(i | j) over n, rounded, at least 2.2e-16, in any ranges", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 70 }), fc.nat({ max: 70 }), (seed, n, at) =>
        runtime.using((workspace) => {
          const own = floats(workspace, precision);
          const stride = 4 * Math.ceil(n / 4);
          const before = rounded(
            own,
            drawn(seed, n * stride, (next) => next() ** 60),
          );
          const p = own.zeros(n * stride);
          own.view(p, n * stride).set(before);
          const cut = Math.min(at, n);
          own.joint(p, n, stride, cut, n);
          own.joint(p, n, stride, 0, cut);
          const after = own.view(p, n * stride);
          const round = (value: number) => (precision === "float32" ? Math.fround(value) : value);
          const expected = before.map((value, k) => {
            const [i, j] = [Math.floor(k / stride), k % stride];
            return i === j || j >= n ? value : round(Math.max(2 ** -52, (0.5 / n) * (value + before[j * stride + i]!)));
          });
          expect(Float64Array.from(after)).toEqual(expected);
        }),
      ),
    ));
});

describe.each(cases)("divergence and descent ($simd, $precision)", ({ runtime, precision }) => {
  const unit = precision === "float32" ? roundoff32 : roundoff64;

  test("each term p log(p / q) within 64 u p + 4 u |p log(p / q)|, and n^2 u64 for the sum", () =>
    fc.assert(
      fc.property(scenes, (scene) =>
        runtime.using((workspace) => {
          const own = floats(workspace, precision);
          const { yCloud, y, p, run, sumsNow } = open(own, { ...scene, n: Math.min(scene.n, 140), rows: "self" });
          run(0, y.count);
          const mass = sumsNow()
            .subarray(2 * y.dims * y.stride, 2 * y.dims * y.stride + y.count)
            .reduce((a, b) => a + b, 0);
          const at = own.zeros(p.length);
          own.view(at, p.length).set(p);
          const out = workspace.arena.alloc64(y.count);
          own.divergence(out, at, y.at, y.stride, y.dims, mass, 1, 0, y.count);
          const got = workspace.arena.f64(out, y.count).reduce((a, b) => a + b, 0);
          const square = Float64Array.from(
            { length: y.count ** 2 },
            (_, k) => p[Math.floor(k / y.count) * y.stride + (k % y.count)]!,
          );
          const terms = divergenceTerms(square, yCloud);
          const expected = terms.reduce((sum, { p: pij, log }) => sum + pij * log, 0);
          // the mass is float64 of float32 terms: 48 u of itself, of each logarithm
          const bound = terms.reduce(
            (sum, { p: pij, log }) =>
              sum + pij * ((16 + 48) * unit + (4 * unit + y.count ** 2 * roundoff64) * Math.abs(log)),
            0,
          );
          expect(Math.abs(got - expected)).toBeLessThanOrEqual(bound);
        }),
      ),
      { numRuns: 40 },
    ));

  test("a step is its formula within 6 u of its parts, in any ranges", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 40 }), fc.nat({ max: 40 }), (seed, n, at) =>
        runtime.using((workspace) => {
          const own = floats(workspace, precision);
          const values = Array.from({ length: 4 }, (_, k) => rounded(own, drawn(seed + k, n, between(-2, 2))));
          const [y, update, gains, g] = values as [Float64Array, Float64Array, Float64Array, Float64Array];
          const blocks = values.map((block) => {
            const pointer = own.zeros(n);
            own.view(pointer, n).set(block);
            return pointer;
          });
          const cut = Math.min(at, n);
          const [rate, momentum, least] = [3, 0.8, 0.01];
          const run = (from: number, to: number) =>
            own.descend(blocks[0]!, blocks[1]!, blocks[2]!, blocks[3]!, rate, momentum, least, from, to);
          run(cut, n);
          run(0, cut);
          const [y2, update2, gains2] = blocks.map((pointer) => Float64Array.from(own.view(pointer, n)));
          for (let i = 0; i < n; i++) {
            const gain = Math.max(least, update[i]! * g[i]! < 0 ? gains[i]! + 0.2 : 0.8 * gains[i]!);
            const [kept, downhill] = [momentum * update[i]!, rate * gain * g[i]!];
            const size = 6 * unit * (Math.abs(kept) + Math.abs(downhill) + Math.abs(y[i]!));
            expect(Math.abs(gains2![i]! - gain)).toBeLessThanOrEqual(6 * unit * (Math.abs(gains[i]!) + 0.2));
            expect(Math.abs(update2![i]! - (kept - downhill))).toBeLessThanOrEqual(
              size + 6 * unit * 0.6 * Math.abs(g[i]!),
            );
            expect(Math.abs(y2![i]! - (y[i]! + kept - downhill))).toBeLessThanOrEqual(
              size + 6 * unit * 0.6 * Math.abs(g[i]!),
            );
          }
        }),
      ),
    ));
});
