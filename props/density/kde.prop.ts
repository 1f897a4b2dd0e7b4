import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../../src/core/tensor.js";
import { logDensityKde } from "../../src/density/kde/density.js";
import { type Kde, type KdeOptions, kde } from "../../src/density/kde/kde.js";
import { sampleKde } from "../../src/density/kde/sample.js";
import { kernelShapes } from "../../src/density/kde/shape.js";
import { inferMixture } from "../../src/em/mixture/infer.js";
import type { Mixture } from "../../src/em/mixture/mixture.js";
import { type Failure, describe as line } from "../../src/failure.js";
import { between, drawn } from "../arbitraries/data.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { type Estimator, estimateLaws, type LogDensities, shapeLaws } from "../laws/estimate.js";

const runtime = runtimes[0]!;

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

const rows = (seed: number, n: number, d: number): Tensor => tensor([n, d], drawn(seed, n * d, between(-3, 3)));
const estimate = (options: KdeOptions, points: Tensor): Kde => right(kde(options)(points));
const logDensities: LogDensities = (model, queries) => Array.from(right(logDensityKde(runtime, model)(queries)).data);
const draw: Estimator["draw"] = (model, n) => sampleKde(plain, key(11), model, n).data;
const ofMixture = (theta: Mixture, queries: Tensor): readonly number[] =>
  Array.from(right(inferMixture(runtime, theta, queries)).logDensity.data);

describe("kernel density estimates", () => {
  describe.each(kernelShapes)("%s", (shape) => {
    for (const [name, law] of Object.entries(shapeLaws(shape, { logDensities, draw }))) test(name, law);
  });

  for (const [name, law] of Object.entries(estimateLaws(logDensities, ofMixture))) test(name, law);

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
        expect(E.isLeft(refused) && refused.left.kind).toBe("NoSpread");
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
