/** The laws of kernel density estimates: what their densities sum to, what they are draws of, what their points count. */
import fc from "fast-check";
import { type Tensor, tensor, tensor64 } from "../../src/core/tensor.js";
import { fit, type Kde, type KdeKernel, type KdeOptions, kernels } from "../../src/density/kde/index.js";
import type { Mixture } from "../../src/em/mixture/theta.js";
import { orThrow } from "../../src/failure.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { roundoff64 } from "./bound.js";
import { forAll, type Laws, same, within } from "./law.js";

export type LogDensities = (model: Kde, queries: Tensor) => readonly number[];

/** What is known of estimates of a shape. */
export interface Estimator {
  readonly logDensities: LogDensities;
  /** n draws, row by row. */
  readonly draw: (model: Kde, n: number) => ArrayLike<number>;
}

const rows = (seed: number, n: number, d: number, spread = 3): Tensor =>
  tensor([n, d], drawn(seed, n * d, between(-spread, spread)));
const estimate = (options: KdeOptions, points: Tensor): Kde => orThrow(fit(points, options));
const one = (kernel: KdeKernel, bandwidth: number, d: number, at: number): Kde => ({
  kernel,
  bandwidth,
  points: tensor([1, d], new Float64Array(d).fill(at)),
  weights: [1],
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const isBounded = (shape: KdeKernel): boolean => shape !== "gaussian" && shape !== "exponential";

/** int k of one kernel of bandwidth 1 in d dimensions, by Simpson's rule in the radius: V_d d int u^(d-1) k(u) du. */
const integralOf = (logDensities: LogDensities, shape: KdeKernel, d: number): number => {
  const [end, steps] = isBounded(shape) ? [1, 2_000] : [60 + 6 * d, 20_000];
  const inside = isBounded(shape) ? 1 - roundoff64 : end;
  const radii = Float64Array.from({ length: steps + 1 }, (_, i) => Math.min((i * end) / steps, inside));
  const queries = new Float64Array(d * (steps + 1));
  radii.forEach((r, i) => {
    queries[i * d] = r;
  });
  const density = logDensities(one(shape, 1, d, 0), tensor([steps + 1, d], queries)).map(Math.exp);
  const surface = [2, 2 * Math.PI, 4 * Math.PI, 2 * Math.PI ** 2, (8 * Math.PI ** 2) / 3, Math.PI ** 3][d - 1]!;
  const weight = (i: number) => (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4);
  return sum(density.map((p, i) => (weight(i) * surface * p * radii[i]! ** (d - 1) * end) / (3 * steps)));
};

/** The density of an estimate on a grid of cells of its bounds, summed. */
const gridSum = (logDensities: LogDensities, model: Kde, bounds: number, side: number): number => {
  const d = model.points.shape[1]!;
  const step = (2 * bounds) / side;
  const grid = Float64Array.from({ length: d * side ** d }, (_, at) => {
    const cell = Math.floor(at / d);
    return -bounds + (0.5 + (at % d === 0 ? cell % side : Math.floor(cell / side))) * step;
  });
  return sum(logDensities(model, tensor([side ** d, d], grid)).map(Math.exp)) * step ** d;
};

/** The largest distance between the distribution of the radii of draws about one point, and that of the density. */
const radialDistance = ({ logDensities, draw }: Estimator, shape: KdeKernel, d: number, n: number): number => {
  const steps = 4_000;
  const model = one(shape, 2, d, 7);
  const draws = draw(model, n);
  const radii = Float64Array.from({ length: n }, (_, i) => {
    let s = 0;
    for (let j = 0; j < d; j++) s += (draws[i * d + j]! - 7) ** 2;
    return Math.sqrt(s);
  }).sort();
  const end = radii[n - 1]! * 1.2;
  const queries = new Float64Array(d * steps).fill(7);
  for (let i = 0; i < steps; i++) queries[i * d] = 7 + ((i + 0.5) * end) / steps;
  const mass = logDensities(model, tensor([steps, d], queries)).map((l, i) => Math.exp(l) * (i + 0.5) ** (d - 1));
  const total = sum(mass);
  let [worst, below, cumulated] = [0, 0, 0];
  mass.forEach((m, i) => {
    cumulated += m / total;
    while (below < n && radii[below]! <= ((i + 1) * end) / steps) below++;
    worst = Math.max(worst, Math.abs(below / n - cumulated));
  });
  return worst;
};

export const shapeLaws = (shape: KdeKernel, estimator: Estimator): Laws => ({
  // Simpson's error: (end/steps)^4 times a fourth derivative of at most 1e4 here, under 1e-7 in all
  "integrates to 1 in one to six dimensions: 1e-7, the quadrature's error": () => {
    for (let d = 1; d <= 6; d++)
      within(`integral in ${d} dimensions`, Math.abs(integralOf(estimator.logDensities, shape, d) - 1), 1e-7);
  },

  "an estimate of a line integrates to 1 on a grid, but for a cell at either end of a kernel": forAll(
    seeds,
    fc.integer({ min: 1, max: 12 }),
    fc.double({ min: 0.5, max: 2, noNaN: true }),
    (seed, n, bandwidth) => {
      const [bounds, side] = [shape === "exponential" ? 70 : 22, 4_000];
      const total = gridSum(
        estimator.logDensities,
        estimate({ kernel: shape, bandwidth }, rows(seed, n, 1)),
        bounds,
        side,
      );
      // a jump is at most 1 / 2h high, and half a cell of it is taken or left at either end
      within("sum", Math.abs(total - 1), (2 * bounds) / side / (2 * bandwidth));
    },
  ),

  "an estimate in the plane integrates to 1 on a grid of 300 x 300: 2 %, the edges of top-hats": () => {
    const model = estimate({ kernel: shape, bandwidth: 1.3 }, rows(5, 12, 2));
    const total = gridSum(estimator.logDensities, model, shape === "exponential" ? 25 : 8, 300);
    within("sum", Math.abs(total - 1), 0.02);
  },

  // Dvoretzky, Kiefer & Wolfowitz: P(sup |F_n - F| > sqrt(log(2/rate) / 2n)) < rate, at the rate 1e-9;
  // the last 20 % of the range, and steps of end/4000, add a thousandth
  "draws have the distribution of the density: the radius about one point, fails at the rate 1e-9": () => {
    const n = 20_000;
    for (const d of [1, 2, 5])
      within("distribution", radialDistance(estimator, shape, d, n), Math.sqrt(Math.log(2e9) / (2 * n)) + 1e-3);
  },
});

const cases = fc.record({
  seed: seeds,
  n: fc.integer({ min: 1, max: 40 }),
  d: fc.integer({ min: 1, max: 4 }),
  bandwidth: fc.double({ min: 0.3, max: 3, noNaN: true }),
  shape: fc.constantFrom(...kernels),
});

/** The same numbers: absolute where they are of the order of 1, -Infinity only to itself. */
const near = (what: string, a: readonly number[], b: readonly number[], bound: number): void =>
  a.forEach((x, i) => {
    if (x !== b[i]) within(what, Math.abs(x - b[i]!), bound * (1 + Math.abs(x)));
  });

const backwards = ({ data, shape: extents }: Tensor): Tensor => {
  const [n, d] = extents as readonly [number, number];
  return tensor(
    extents,
    Float64Array.from(data, (_, at) => data[(n - 1 - Math.floor(at / d)) * d + (at % d)]!),
  );
};

/** One spherical component a point. */
const mixtureOf = ({ points, weights, bandwidth }: Kde): Mixture => ({
  covariance: "spherical",
  weights: tensor64([weights.length], Array.from(weights)),
  means: points,
  covariances: tensor64([weights.length], new Array<number>(weights.length).fill(bandwidth ** 2)),
});

/** `ofMixture`: the log-densities of a mixture, by its own way. */
export const estimateLaws = (
  logDensities: LogDensities,
  ofMixture: (theta: Mixture, queries: Tensor) => readonly number[],
): Laws => ({
  "gaussian: the mixture with one component a point, within 256 + 2n roundings": forAll(
    cases,
    ({ seed, n, d, bandwidth }) => {
      const queries = rows(seed + 1, 5, d, 6);
      const weights = drawn(seed + 2, n, between(0.1, 1));
      const model = estimate({ kernel: "gaussian", bandwidth, weights }, rows(seed, n, d));
      near("density", logDensities(model, queries), ofMixture(mixtureOf(model), queries), (256 + 2 * n) * roundoff64);
    },
  ),

  "whole weights are repetitions, and a weight of 0 is absence: n roundings": forAll(
    cases,
    ({ seed, n, d, bandwidth, shape }) => {
      const points = rows(seed, n, d);
      const weights = drawn(seed + 2, n, (next) => Math.floor(3 * next()));
      weights[0] = 2;
      const repeated = Array.from(weights).flatMap((w, i) =>
        Array.from({ length: w }, () => Array.from(points.data).slice(i * d, (i + 1) * d)).flat(),
      );
      const queries = rows(seed + 1, 7, d);
      near(
        "density",
        logDensities(estimate({ kernel: shape, bandwidth, weights }, points), queries),
        logDensities(estimate({ kernel: shape, bandwidth }, tensor64([repeated.length / d, d], repeated)), queries),
        (32 + 8 * repeated.length) * roundoff64,
      );
    },
  ),

  "the order of points matters by n roundings": forAll(cases, ({ seed, n, d, bandwidth, shape }) => {
    const [points, queries] = [rows(seed, n, d), rows(seed + 1, 9, d)];
    near(
      "density",
      logDensities(estimate({ kernel: shape, bandwidth }, points), queries),
      logDensities(estimate({ kernel: shape, bandwidth }, backwards(points)), queries),
      (32 + 8 * n) * roundoff64,
    );
  }),

  "the order of queries and their chunks change no bit": forAll(cases, ({ seed, n, d, bandwidth, shape }) => {
    const [model, queries] = [estimate({ kernel: shape, bandwidth }, rows(seed, n, d)), rows(seed + 1, 9, d)];
    const all = logDensities(model, queries);
    same("order", [...logDensities(model, backwards(queries))].reverse(), all);
    const x = Float64Array.from(queries.data);
    const cut = [tensor([4, d], x.slice(0, 4 * d)), tensor([5, d], x.slice(4 * d))];
    same(
      "chunks",
      cut.flatMap((part) => logDensities(model, part)),
      all,
    );
  }),

  "far tails do not underflow: 200 bandwidths away, to 8 roundings": () => {
    const [far] = logDensities(one("gaussian", 1, 1, 0), tensor64([1, 1], [200]));
    within("tail", Math.abs(far! + 20_000 + Math.log(2 * Math.PI) / 2), 8 * 20_000 * roundoff64);
  },
});
