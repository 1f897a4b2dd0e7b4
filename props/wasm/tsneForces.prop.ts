import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/core/tensor.js";
import { floats, putPoints, type StoredPoints, type TsneFloats } from "../../src/embedding/tsne/memory.js";
import { between, drawn, seeds, stream } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { type Cloud, forcesOn } from "../reference/tsne.js";

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

describe.each(cases)("the forces of a map ($simd, $precision)", ({ runtime, precision }) => {
  test("those of the definition, within 48 u of their terms' magnitudes and n u64; nothing written beside them", () =>
    fc.assert(
      fc.property(scenes, (scene) =>
        runtime.using((workspace) => {
          const own = floats(workspace, precision);
          const { xCloud, yCloud, x, y, p, isPair, run, sumsNow, length } = open(own, scene);
          run(0, x.count);
          const sums = sumsNow();
          expect([...sums.subarray(length)]).toEqual([canary, canary]);
          // float64 rounds as often, and so does the reference, whose sums are one chain of n
          const unit = 48 * (precision === "float32" ? roundoff32 : roundoff64) + (scene.n + 48) * roundoff64;
          const excess = Array.from({ length: x.count }, (_, i) => {
            const exact = forcesOn(
              xCloud,
              i,
              yCloud,
              (j) => p[i * y.stride + j]!,
              (j) => isPair(i, j),
            );
            return exact.map(({ value, magnitude }, k) => Math.abs(sums[k * x.stride + i]! - value) - unit * magnitude);
          });
          expect(Math.max(...excess.flat())).toBeLessThanOrEqual(0);
        }),
      ),
    ));

  test("a point whose coordinate is not a number spoils the sums of all, and no padding hides it", () =>
    fc.assert(
      fc.property(scenes, fc.nat(), (scene, which) =>
        runtime.using((workspace) => {
          const own = floats(workspace, precision);
          const { y, run, sumsNow } = open(own, { ...scene, rows: "self" });
          own.view(y.at, y.count)[which % y.count] = Number.NaN;
          run(0, y.count);
          const mass = sumsNow().subarray(2 * y.dims * y.stride, 2 * y.dims * y.stride + y.count);
          expect(mass.every(Number.isNaN)).toBe(true);
        }),
      ),
    ));

  test("ranges of rows give the bits of all rows, and touch no other", () =>
    fc.assert(
      fc.property(scenes, fc.double({ min: 0, max: 1, noNaN: true }), (scene, share) =>
        runtime.using((workspace) => {
          const { x, run, sumsNow } = open(floats(workspace, precision), scene);
          const cut = Math.round(share * x.count);
          run(cut, x.count);
          const half = sumsNow();
          for (let i = 0; i < cut; i++) expect(half[i]).toBe(canary);
          run(0, cut);
          const parts = sumsNow();
          run(0, x.count);
          expect(sumsNow()).toEqual(parts);
        }),
      ),
    ));
});
