import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../src/core/tensor.js";
import { type Failure, describe as line } from "../src/failure.js";
import { logDensityKde } from "../src/models/kde/density.js";
import { type Kde, type KdeOptions, kde } from "../src/models/kde/kde.js";
import { sampleKde } from "../src/models/kde/sample.js";
import { type KernelShape, kernelShapes } from "../src/models/kde/shape.js";
import { logSumExp } from "../src/prob/logSumExp.js";
import { normal } from "../src/prob/normal.js";
import { between, drawn, seeds } from "./arbitraries/data.js";
import { plain, runtimes } from "./arbitraries/runtimes.js";

const u = 2 ** -53;
const runtime = runtimes[0]!;

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

const rows = (seed: number, n: number, d: number, spread = 3): Tensor =>
  tensor([n, d], drawn(seed, n * d, between(-spread, spread)));
const estimate = (options: KdeOptions, points: Tensor): Kde => right(kde(options)(points));
const logDensities = (model: Kde, queries: Tensor): readonly number[] =>
  Array.from(right(logDensityKde(runtime, model)(queries)).data);

const cases = fc.record({
  seed: seeds,
  n: fc.integer({ min: 1, max: 40 }),
  d: fc.integer({ min: 1, max: 4 }),
  bandwidth: fc.double({ min: 0.3, max: 3, noNaN: true }),
  shape: fc.constantFrom(...kernelShapes),
});

/** The same numbers: absolute where they are of the order of 1, -Infinity only to itself. */
const near = (a: readonly number[], b: readonly number[], bound: number): void =>
  a.forEach((x, i) => {
    if (x !== b[i]) expect(Math.abs(x - b[i]!)).toBeLessThanOrEqual(bound * (1 + Math.abs(x)));
  });

/** int k of one kernel of bandwidth 1 in d dimensions, by Simpson's rule in the radius: V_d d int u^(d-1) k(u) du. */
const integralOf = (shape: KernelShape, d: number): number => {
  const model: Kde = { shape, bandwidth: 1, points: tensor([1, d], new Float64Array(d)), weights: [1] };
  const bounded = shape !== "gaussian" && shape !== "exponential";
  const [end, steps] = [bounded ? 1 : 60 + 6 * d, bounded ? 2_000 : 20_000];
  const radii = Float64Array.from({ length: steps + 1 }, (_, i) => Math.min((i * end) / steps, bounded ? 1 - u : end));
  const queries = new Float64Array(d * (steps + 1));
  radii.forEach((r, i) => {
    queries[i * d] = r;
  });
  const density = logDensities(model, tensor([steps + 1, d], queries)).map(Math.exp);
  const surface = [2, 2 * Math.PI, 4 * Math.PI, 2 * Math.PI ** 2, (8 * Math.PI ** 2) / 3, Math.PI ** 3][d - 1]!;
  const weight = (i: number) => (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4);
  return density.reduce((sum, p, i) => sum + (weight(i) * surface * p * radii[i]! ** (d - 1) * end) / (3 * steps), 0);
};

describe("kernel density estimates", () => {
  describe.each(kernelShapes)("%s", (shape) => {
    // Simpson's error: (end/steps)^4 times a fourth derivative of at most 1e4 here, under 1e-7 in all
    test("integrates to 1 in one to six dimensions: 1e-7, the quadrature's error", () => {
      for (let d = 1; d <= 6; d++) expect(Math.abs(integralOf(shape, d) - 1)).toBeLessThan(1e-7);
    });

    test("an estimate in the plane integrates to 1 on a grid of 300 x 300: 2 %, the edges of top-hats", () => {
      const bounds = shape === "exponential" ? 25 : 8;
      const model = estimate({ shape, bandwidth: 1.3 }, rows(5, 12, 2));
      const side = 300;
      const step = (2 * bounds) / side;
      const grid = Float64Array.from({ length: 2 * side * side }, (_, at) => {
        const cell = at >> 1;
        return -bounds + (0.5 + (at % 2 === 0 ? cell % side : Math.floor(cell / side))) * step;
      });
      const total = logDensities(model, tensor([side * side, 2], grid)).reduce((sum, l) => sum + Math.exp(l), 0);
      expect(Math.abs(total * step * step - 1)).toBeLessThan(0.02);
    });

    // Dvoretzky, Kiefer & Wolfowitz: P(sup |F_n - F| > sqrt(log(2/rate) / 2n)) < rate, at the rate 1e-9
    test("draws have the distribution of the density: the radius about one point, fails at the rate 1e-9", () => {
      const [n, steps] = [20_000, 4_000];
      for (const d of [1, 2, 5]) {
        const model: Kde = { shape, bandwidth: 2, points: tensor([1, d], new Float64Array(d).fill(7)), weights: [1] };
        const draws = sampleKde(plain, key(11), model, n).data;
        const radii = Float64Array.from({ length: n }, (_, i) => {
          let s = 0;
          for (let j = 0; j < d; j++) s += (draws[i * d + j]! - 7) ** 2;
          return Math.sqrt(s);
        }).sort();
        const end = radii[n - 1]! * 1.2;
        const queries = new Float64Array(d * steps).fill(7);
        for (let i = 0; i < steps; i++) queries[i * d] = 7 + ((i + 0.5) * end) / steps;
        let cumulated = 0;
        const mass = logDensities(model, tensor([steps, d], queries)).map((l, i) => Math.exp(l) * (i + 0.5) ** (d - 1));
        const total = mass.reduce((a, b) => a + b, 0);
        let worst = 0;
        let below = 0;
        mass.forEach((m, i) => {
          cumulated += m / total;
          while (below < n && radii[below]! <= ((i + 1) * end) / steps) below++;
          worst = Math.max(worst, Math.abs(below / n - cumulated));
        });
        // the last 20 % of the range, and steps of end/4000, add a thousandth
        expect(worst).toBeLessThan(Math.sqrt(Math.log(2e9) / (2 * n)) + 1e-3);
      }
    });
  });

  test("gaussian: a mixture of one normal a point, to 64 roundings", () => {
    fc.assert(
      fc.property(cases, ({ seed, n, d, bandwidth }) => {
        const points = rows(seed, n, d);
        const queries = rows(seed + 1, 5, d, 6);
        const weights = drawn(seed + 2, n, between(0.1, 1));
        const total = weights.reduce((a, b) => a + b, 0);
        const logvar = new Float64Array(d).fill(2 * Math.log(bandwidth));
        const mixture = Array.from({ length: 5 }, (_, m) =>
          logSumExp(
            Array.from({ length: n }, (__, i) =>
              normal({ mean: Float64Array.from(points.data).subarray(i * d, (i + 1) * d), logvar }).logDensity(
                Float64Array.from(queries.data).subarray(m * d, (m + 1) * d),
              ),
            ),
            weights.map((w) => w / total),
          ),
        );
        const model = estimate({ shape: "gaussian", bandwidth, weights }, points);
        near(logDensities(model, queries), mixture, (64 + 2 * n) * u);
      }),
    );
  });

  test("whole weights are repetitions, and a weight of 0 is absence: n roundings", () => {
    fc.assert(
      fc.property(cases, ({ seed, n, d, bandwidth, shape }) => {
        const points = rows(seed, n, d);
        const weights = drawn(seed + 2, n, (next) => Math.floor(3 * next()));
        weights[0] = 2;
        const repeated = Array.from(weights).flatMap((w, i) =>
          Array.from({ length: w }, () => Array.from(points.data).slice(i * d, (i + 1) * d)).flat(),
        );
        const queries = rows(seed + 1, 7, d);
        near(
          logDensities(estimate({ shape, bandwidth, weights }, points), queries),
          logDensities(estimate({ shape, bandwidth }, tensor64([repeated.length / d, d], repeated)), queries),
          (32 + 8 * repeated.length) * u,
        );
      }),
    );
  });

  test("the order of points matters by n roundings, that of queries and their chunks not by a bit", () => {
    fc.assert(
      fc.property(cases, ({ seed, n, d, bandwidth, shape }) => {
        const [points, queries] = [rows(seed, n, d), rows(seed + 1, 9, d)];
        const backwards = ({ data, shape: extents }: Tensor): Tensor => {
          const x = Float64Array.from(data);
          const parts = Array.from({ length: extents[0]! }, (_, i) => x.subarray(i * d, (i + 1) * d)).reverse();
          return tensor64(
            extents,
            parts.flatMap((part) => [...part]),
          );
        };
        const model = estimate({ shape, bandwidth }, points);
        const all = logDensities(model, queries);
        near(all, logDensities(estimate({ shape, bandwidth }, backwards(points)), queries), (32 + 8 * n) * u);
        expect([...logDensities(model, backwards(queries))].reverse()).toEqual(all);
        const x = Float64Array.from(queries.data);
        const cut = [tensor([4, d], x.slice(0, 4 * d)), tensor([5, d], x.slice(4 * d))];
        expect(cut.flatMap((part) => logDensities(model, part))).toEqual(all);
      }),
    );
  });

  test("far tails do not underflow: 200 bandwidths away, to 8 roundings", () => {
    const model: Kde = { shape: "gaussian", bandwidth: 1, points: tensor64([1, 1], [0]), weights: [1] };
    const [far] = logDensities(model, tensor64([1, 1], [200]));
    expect(Math.abs(far! + 20_000 + Math.log(2 * Math.PI) / 2)).toBeLessThan(8 * 20_000 * u);
  });

  test("fewer draws are the first of more", () => {
    for (const shape of kernelShapes) {
      const model = estimate({ shape, bandwidth: 1 }, rows(3, 9, 2));
      const [few, many] = [5, 50].map((n) => Array.from(sampleKde(plain, key(2), model, n).data));
      expect(many!.slice(0, 10)).toEqual(few);
    }
  });

  test("Scott's and Silverman's bandwidths of a line: sigma n^(-1/5) and sigma (3n/4)^(-1/5)", () => {
    const points = tensor64([4, 1], [0, 1, 2, 5]);
    const sigma = Math.sqrt(14 / 3);
    const of = (bandwidth: "scott" | "silverman") => estimate({ shape: "gaussian", bandwidth }, points).bandwidth;
    expect(of("scott")).toBeCloseTo(sigma * 4 ** -0.2, 14);
    expect(of("silverman")).toBeCloseTo(sigma * 3 ** -0.2, 14);
  });

  test("points that are all the same have no spread, whatever their number and place", () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 30 }), (x, n) => {
        const refused = kde({ shape: "gaussian", bandwidth: "scott" })(tensor64([n, 1], new Array(n).fill(x)));
        expect(E.isLeft(refused) && refused.left._tag).toBe("NoSpread");
      }),
    ));

  test("what is no estimate is a Left of one line", () => {
    const points = tensor64([2, 1], [0, 1]);
    const gaussian = { shape: "gaussian", bandwidth: 1 } as const;
    const refusals: readonly E.Either<Failure, unknown>[] = [
      kde({ ...gaussian, bandwidth: 0 })(points),
      kde({ ...gaussian, bandwidth: Number.NaN })(points),
      kde({ ...gaussian, bandwidth: "scott" })(tensor64([2, 1], [1, 1])),
      kde({ ...gaussian, weights: [1] })(points),
      kde({ ...gaussian, weights: [1, -1] })(points),
      kde({ ...gaussian, weights: [0, 0] })(points),
      kde(gaussian)(tensor64([0, 1], [])),
      kde(gaussian)(tensor64([2], [0, 1])),
      kde(gaussian)(tensor64([1, 1], [Number.NaN])),
      logDensityKde(runtime, estimate(gaussian, points))(tensor64([1, 2], [0, 0])),
      logDensityKde(runtime, estimate(gaussian, points))(tensor64([1, 1], [Number.POSITIVE_INFINITY])),
    ];
    for (const refusal of refusals) expect(E.isLeft(refusal) && line(refusal.left)).toMatch(/^[^\n]+$/);
  });
});
