import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor, tensor64 } from "../../../src/core/tensor.js";
import { fit } from "../../../src/em/mixture/fit.js";
import { infer } from "../../../src/em/mixture/infer.js";
import { points } from "../../../src/em/mixture/points.js";
import { sample } from "../../../src/em/mixture/sample.js";
import type { Covariance, Mixture } from "../../../src/em/mixture/theta.js";
import { type Failure, orThrow, describe as say } from "../../../src/failure.js";
import { rowsOf } from "../../arbitraries/mixtures.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";

const left = <A>(result: E.Either<Failure, A>): Failure => {
  if (E.isRight(result)) throw new Error("this should have failed");
  return result.left;
};

const [runtime] = runtimes as [(typeof runtimes)[number]];

describe("fits", () => {
  const truth: Mixture = {
    covariance: "spherical",
    weights: tensor64([3], [0.5, 0.3, 0.2]),
    means: tensor64([3, 2], [0, 0, 9, 0, 0, 9]),
    covariances: tensor64([3], [1, 1, 1]),
  };
  const drawn = orThrow(sample(plain, key(3), truth, { count: 600 }));
  const set = orThrow(points(drawn.x));

  test.each(["k-means++", "random"] as const)("from %s, three clusters nine deviations apart are found", (start) => {
    const found = orThrow(fit(runtime, key(5), set, { components: 3, start, restarts: 4 }));
    const corners = rowsOf(found.theta.means).map(([a, b]) => [Math.round(a! / 9), Math.round(b! / 9)]);
    expect(new Set(corners.map(String))).toEqual(new Set(["0,0", "1,0", "0,1"]));
  });

  test("the same key gives the same bits, another key another start; the best of the starts is returned", () => {
    const options = { components: 3, restarts: 3, iterations: 2, tolerance: null };
    const found = orThrow(fit(runtime, key(5), set, options));
    expect(fit(runtime, key(5), set, options)).toEqual(E.right(found));
    expect(new Set(found.bounds).size).toBeGreaterThan(1);
    expect(found.trace.at(-1)).toBe(Math.max(...(found.bounds as number[])));
  });

  test("missing values do not hinder a fit", () => {
    const holes = Float64Array.from(drawn.x.data, (x, i) => (i % 7 === 0 ? Number.NaN : x));
    const found = orThrow(fit(runtime, key(5), orThrow(points(tensor(drawn.x.shape, holes))), { components: 3 }));
    const corners = rowsOf(found.theta.means).map(([a, b]) => [Math.round(a! / 9), Math.round(b! / 9)]);
    expect(new Set(corners.map(String))).toEqual(new Set(["0,0", "1,0", "0,1"]));
  });
});

describe("what cannot be fitted says why", () => {
  const start = (means: readonly number[], covariance: Covariance = "full"): Mixture => ({
    covariance,
    weights: tensor64([2], [0.5, 0.5]),
    means: tensor64([2, 1], means),
    covariances: tensor64(covariance === "full" ? [2, 1, 1] : [2], [1, 1]),
  });
  const heap = orThrow(points(tensor64([6, 1], [7, 7, 7, 0, 1, 2])));

  test.each(["full", "spherical"] as const)(
    "a component on equal points collapses without a floor (%s)",
    (covariance) => {
      const theta = start([1, 20], covariance);
      const failure = left(fit(runtime, key(0), heap, { start: theta, covarianceFloor: 0, hard: true }));
      expect(failure).toMatchObject({ kind: "ComponentEmpty", fault: "numerical" });
      const onHeap = left(fit(runtime, key(0), heap, { start: start([1, 7], covariance), covarianceFloor: 0 }));
      expect(onHeap).toMatchObject({ kind: "ComponentCollapsed", fault: "numerical" });
      expect(say(onHeap)).toMatch(/component 1 collapsed.*raise covarianceFloor/);
      expect(E.isRight(fit(runtime, key(0), heap, { start: start([1, 7], covariance) }))).toBe(true);
    },
  );

  const cases: readonly (readonly [string, string, () => E.Either<Failure, unknown>])[] = [
    ["no component", "BadOption", () => fit(runtime, key(0), heap, { components: 0 })],
    ["no start", "BadOption", () => fit(runtime, key(0), heap, { components: 1, restarts: 0 })],
    ["a negative floor", "BadOption", () => fit(runtime, key(0), heap, { components: 1, covarianceFloor: -1 })],
    ["more components than points", "TooFewPoints", () => fit(runtime, key(0), heap, { components: 7 })],
    ["another dimension", "ShapeMismatch", () => infer(runtime, start([0, 1]), tensor64([1, 2], [0, 0]))],
    [
      "weights that do not sum to 1",
      "NotAMixture",
      () => infer(runtime, { ...start([0, 1]), weights: tensor64([2], [0.5, 0.6]) }, tensor64([1, 1], [0])),
    ],
    [
      "a covariance that is none",
      "NotPositiveDefinite",
      () => sample(runtime, key(0), { ...start([0, 1]), covariances: tensor64([2, 1, 1], [1, -1]) }),
    ],
    [
      "a variance of 0",
      "NotAMixture",
      () => sample(runtime, key(0), { ...start([0, 1], "spherical"), covariances: tensor64([2], [1, 0]) }),
    ],
    [
      "a coordinate without a value",
      "NeverObserved",
      () => fit(runtime, key(0), orThrow(points(tensor64([2, 2], [1, NaN, 2, NaN]))), { components: 1 }),
    ],
    ["an infinite value", "NotFinite", () => points(tensor64([1, 1], [Infinity]))],
    ["a negative weight", "BadWeights", () => points(tensor64([1, 1], [0]), { weights: [-1] })],
    ["no weight", "BadWeights", () => points(tensor64([1, 1], [0]), { weights: [0] })],
    ["points that are no matrix", "ShapeMismatch", () => points(tensor64([2], [0, 1]))],
  ];
  test.each(cases)("%s: %s", (_, tag, run) => {
    expect(left(run()).kind).toBe(tag);
  });
});
