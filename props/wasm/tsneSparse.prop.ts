import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/core/tensor.js";
import { floats, putPoints } from "../../src/embedding/tsne/memory.js";
import type { Workspace } from "../../src/wasm/runtime.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws, kernelProperties } from "../laws/kernel.js";
import { squaredDistance } from "../reference/tsne.js";

/** n points, of which each has 4 w pairs; rows [from, n) are asked for and then [0, from). */
interface Sparse {
  readonly n: number;
  readonly w: number;
  readonly from: number;
  readonly exaggeration: number;
}

const shapes: fc.Arbitrary<Sparse> = fc.record({
  n: fc.integer({ min: 1, max: 40 }),
  w: fc.nat({ max: 5 }),
  from: fc.nat({ max: 40 }),
  exaggeration: fc.constantFrom(1, 12),
});

const mass = 37;

interface Pair {
  readonly p: number;
  readonly k: number;
  readonly apart: readonly [number, number];
}

/** The pairs of row i. */
const pairsOf = ([p, which, , y]: readonly Float64Array[], { n, w }: Sparse, i: number): readonly Pair[] =>
  Array.from({ length: 4 * w }, (_, at) => {
    const j = which![4 * w * i + at]!;
    const apart = [y![i]! - y![j]!, y![n + i]! - y![n + j]!] as const;
    return { p: p![4 * w * i + at]!, k: 1 / (1 + apart[0] ** 2 + apart[1] ** 2), apart };
  });

type Precision = "f32" | "f64";

const inputs =
  (type: Precision) =>
  ({ n, w }: Sparse) => {
    let row = 0;
    return [
      { type, length: 4 * n * w, draw: (next: () => number) => next() ** 8 },
      { type: "i32", length: 4 * n * w, draw: (next: () => number) => Math.floor(n * next()) },
      { type: "i32", length: n + 1, draw: () => 4 * w * row++ },
      { type, length: 2 * n, draw: between(-9, 9) },
    ] as const;
  };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Two calls, the rows from `from` on and then those before it. */
const inTwo = ({ n, from }: Sparse, call: (from: number, to: number) => void): void => {
  const cut = Math.min(n, from);
  call(cut, n);
  call(0, cut);
};

const attraction = (type: Precision, change = 1): KernelLaw<Sparse> => {
  const [name, roundoff] =
    type === "f32" ? (["tsneAttraction32", roundoff32] as const) : (["tsneAttraction64", roundoff64] as const);
  const terms = (data: readonly Float64Array[], shape: Sparse, at: number): readonly number[] =>
    pairsOf(data, shape, at % shape.n).map(({ p, k, apart }) => p * k * apart[at < shape.n ? 0 : 1]);
  return {
    title: `${name}: within (t + 24) u of the t terms`,
    shape: shapes,
    inputs: inputs(type),
    outputs: ({ n }) => [{ type: "f64", length: 2 * n }],
    call: ({ kernels, arena }, [sums], [p, which, starts, y], shape) => {
      inTwo(shape, (from, to) => kernels[name](sums!, shape.n, p!, which!, starts!, y!, shape.n, from, to));
      const out = arena.f64(sums!, 2 * shape.n);
      for (let at = 0; at < out.length; at++) out[at]! *= change;
    },
    reference: (data, shape) => [Array.from({ length: 2 * shape.n }, (_, at) => sum(terms(data, shape, at)))],
    bound: (_, at, data, shape) => (4 * shape.w + 24) * roundoff * sum(terms(data, shape, at).map(Math.abs)),
    specials: [],
  };
};

/** p log(max(p, least) / q), q = max(k / Z, least), and the logarithm. */
const term = ({ p, k }: Pair, exaggeration: number): { readonly p: number; readonly log: number } => ({
  p: exaggeration * p,
  log: Math.log(Math.max(exaggeration * p, 2 ** -52) / Math.max(k / mass, 2 ** -52)),
});

const divergence = (type: Precision): KernelLaw<Sparse> => {
  const [name, roundoff] =
    type === "f32"
      ? (["tsneSparseDivergence32", roundoff32] as const)
      : (["tsneSparseDivergence64", roundoff64] as const);
  const terms = (data: readonly Float64Array[], shape: Sparse, i: number) =>
    pairsOf(data, shape, i).map((pair) => term(pair, shape.exaggeration));
  return {
    title: `${name}: each of t terms p log(p / q) within 16 u p + (t + 8) u |p log(p / q)|`,
    shape: shapes,
    inputs: inputs(type),
    outputs: ({ n }) => [{ type: "f64", length: n }],
    call: ({ kernels }, [out], [p, which, starts, y], shape) =>
      inTwo(shape, (from, to) =>
        kernels[name](out!, p!, which!, starts!, y!, shape.n, mass, shape.exaggeration, from, to),
      ),
    reference: (data, shape) => [
      Array.from({ length: shape.n }, (_, i) => sum(terms(data, shape, i).map(({ p, log }) => p * log))),
    ],
    bound: (_, i, data, shape) =>
      roundoff * sum(terms(data, shape, i).map(({ p, log }) => p * (16 + (4 * shape.w + 8) * Math.abs(log)))),
    specials: [],
  };
};

for (const type of ["f32", "f64"] as const) {
  kernelLaws(attraction(type));
  kernelLaws(divergence(type));
}

test("the law of attraction catches a pull that is off by 64 roundings and more than its terms", () => {
  const caught = Object.values(kernelProperties(attraction("f64", 1 + 128 * roundoff64), plain));
  expect(caught.some((property) => fc.check(property).failed)).toBe(true);
});

const cases = (["float32", "float64"] as const).flatMap((precision) =>
  runtimes.map((runtime) => ({ precision, runtime, simd: runtime.simd })),
);

describe.each(cases)("nearest neighbours ($simd, $precision)", ({ runtime, precision }) => {
  const scenes = fc
    .record({ seed: seeds, n: fc.integer({ min: 7, max: 90 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ share, ...scene }) => ({ ...scene, k: 6 + Math.floor(share * (scene.n - 7)) }));

  /** Points on a coarse grid, so that distances tie. */
  const open = (workspace: Workspace, { seed, n, k }: { seed: number; n: number; k: number }, perplexity: number) => {
    const own = floats(workspace, precision);
    const data = drawn(seed, 3 * n, between(-3, 3)).map(Math.round);
    const x = putPoints(floats(workspace, "float64"), tensor([n, 3], data));
    const width = 4 * Math.ceil(k / 4);
    const { arena } = workspace;
    const [p, which] = [own.zeros(n * width), arena.alloc(4 * n * width)];
    const [beta, row] = [arena.alloc64(n), arena.alloc64(2 * x.stride)];
    const run = (from: number, to: number) =>
      own.nearest(p, which, beta, x.at, n, x.stride, 3, k, Math.log(perplexity), row, from, to);
    const read = () => ({
      p: [...own.view(p, n * width)],
      which: [...arena.i32(which, n * width)],
      beta: [...arena.f64(beta, n)],
    });
    return { cloud: { count: n, dims: 3, data }, width, run, read };
  };

  test("the k nearest by distance and then by number; p their Gaussian of beta within 1e-12 and u, 0 behind them", () =>
    fc.assert(
      fc.property(scenes, ({ seed, n, k }) =>
        runtime.using((workspace) => {
          const { cloud, width, run, read } = open(workspace, { seed, n, k }, k / 3);
          run(0, n);
          const { p, which, beta } = read();
          for (let i = 0; i < n; i++) {
            const squares = Array.from({ length: n }, (_, j) => squaredDistance(cloud, i, cloud, j));
            const nearest = squares
              .map((square, j) => [square, j] as const)
              .filter(([, j]) => j !== i)
              .sort(([a, first], [b, second]) => a - b || first - second)
              .slice(0, k)
              .map(([, j]) => j);
            expect(which.slice(width * i, width * i + k)).toEqual(nearest);
            const weights = nearest.map((j) => Math.exp(-beta[i]! * (squares[j]! - squares[nearest[0]!]!)));
            const bound = 1e-12 + (precision === "float32" ? roundoff32 : 0);
            const expected = weights.map((weight) => weight / sum(weights));
            expected.forEach((value, at) => {
              expect(Math.abs(p[width * i + at]! - value)).toBeLessThanOrEqual(bound * value + 2 ** -149);
            });
            expect(p.slice(width * i + k, width * (i + 1)).every((value) => value === 0)).toBe(true);
          }
        }),
      ),
      { numRuns: 30 },
    ));

  test("ranges of rows give the bits of all rows", () =>
    fc.assert(
      fc.property(scenes, fc.nat(), ({ seed, n, k }, at) =>
        runtime.using((workspace) => {
          const { run, read } = open(workspace, { seed, n, k }, k / 3);
          run(at % n, n);
          run(0, at % n);
          const parts = read();
          run(0, n);
          expect(read()).toEqual(parts);
        }),
      ),
      { numRuns: 30 },
    ));
});
