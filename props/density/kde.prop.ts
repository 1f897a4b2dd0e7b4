import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../../src/core/tensor.js";
import { fit, type Kde, type KdeOptions, kernels, logDensity, sample } from "../../src/density/kde/index.js";
import { infer } from "../../src/em/mixture/infer.js";
import type { Mixture } from "../../src/em/mixture/theta.js";
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
const estimate = (options: KdeOptions, points: Tensor): Kde => right(fit(points, options));
const logDensities: LogDensities = (model, queries) => Array.from(right(logDensity(runtime, model, queries)).data);
const draw: Estimator["draw"] = (model, n) => right(sample(plain, key(11), model, { count: n })).data;
const ofMixture = (theta: Mixture, queries: Tensor): readonly number[] =>
  Array.from(right(infer(runtime, theta, queries)).logDensity.data);

describe("kernel density estimates", () => {
  describe.each(kernels)("%s", (shape) => {
    for (const [name, law] of Object.entries(shapeLaws(shape, { logDensities, draw }))) test(name, law);
  });

  for (const [name, law] of Object.entries(estimateLaws(logDensities, ofMixture))) test(name, law);

  test("fewer draws are the first of more", () => {
    for (const shape of kernels) {
      const model = estimate({ kernel: shape, bandwidth: 1 }, rows(3, 9, 2));
      const [few, many] = [5, 50].map((n) => Array.from(right(sample(plain, key(2), model, { count: n })).data));
      expect(many!.slice(0, 10)).toEqual(few);
    }
  });

  test("Scott's and Silverman's bandwidths of a line: sigma n^(-1/5) and sigma (3n/4)^(-1/5)", () => {
    const points = tensor64([4, 1], [0, 1, 2, 5]);
    const sigma = Math.sqrt(14 / 3);
    const of = (bandwidth: "scott" | "silverman") => estimate({ kernel: "gaussian", bandwidth }, points).bandwidth;
    expect(of("scott")).toBeCloseTo(sigma * 4 ** -0.2, 14);
    expect(of("silverman")).toBeCloseTo(sigma * 3 ** -0.2, 14);
  });

  test("points that are all the same have no spread, whatever their number and place", () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 30 }), (x, n) => {
        const refused = fit(tensor64([n, 1], new Array(n).fill(x)), { bandwidth: "scott" });
        expect(E.isLeft(refused) && refused.left.kind).toBe("NoSpread");
      }),
    ));

  test("what is no estimate is a Left of one line", () => {
    const points = tensor64([2, 1], [0, 1]);
    const gaussian = { kernel: "gaussian", bandwidth: 1 } as const;
    const refusals: readonly E.Either<Failure, unknown>[] = [
      fit(points, { ...gaussian, bandwidth: 0 }),
      fit(points, { ...gaussian, bandwidth: Number.NaN }),
      fit(tensor64([2, 1], [1, 1]), { ...gaussian, bandwidth: "scott" }),
      fit(points, { ...gaussian, weights: [1] }),
      fit(points, { ...gaussian, weights: [1, -1] }),
      fit(points, { ...gaussian, weights: [0, 0] }),
      fit(tensor64([0, 1], []), gaussian),
      fit(tensor64([2], [0, 1]), gaussian),
      fit(tensor64([1, 1], [Number.NaN]), gaussian),
      logDensity(runtime, estimate(gaussian, points), tensor64([1, 2], [0, 0])),
      logDensity(runtime, estimate(gaussian, points), tensor64([1, 1], [Number.POSITIVE_INFINITY])),
      sample(plain, key(1), estimate(gaussian, points), { count: -1 }),
    ];
    for (const refusal of refusals) expect(E.isLeft(refusal) && line(refusal.left)).toMatch(/^[^\n]+$/);
  });

  test("a name that is none is a Left that lists those there are", () => {
    const points = tensor64([2, 1], [0, 1]);
    const lineOf = (options: object): string => E.match(line, () => "a fit")(fit(points, options));
    expect(lineOf({ kernel: "box" })).toContain(`one of ${kernels.join(", ")}, got box`);
    expect(lineOf({ bandwidth: "skott" })).toContain("a number above 0, or one of scott, silverman, got skott");
    expect(lineOf({ bandwith: 1 })).toContain("kernel, bandwidth, weights, got bandwith");
    expect(E.match(line, () => "a fit")(fit([[0], [1]] as unknown as Tensor))).toContain("tensor64");
    expect(E.match(line, () => "draws")(sample(plain, 7 as never, estimate({}, points)))).toContain("key(seed)");
    expect(E.match(line, () => "values")(logDensity(runtime, fit(points) as never, points))).toContain(
      "not its Either",
    );
  });
});
