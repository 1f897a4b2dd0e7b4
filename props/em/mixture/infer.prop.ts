import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor, tensor64 } from "../../../src/core/tensor.js";
import { infer } from "../../../src/em/mixture/infer.js";
import { extentsOf, type Mixture } from "../../../src/em/mixture/theta.js";
import { orThrow } from "../../../src/failure.js";
import { seeds } from "../../arbitraries/data.js";
import { clouds, covariances, mixtureOf, plainOf, rowsOf } from "../../arbitraries/mixtures.js";
import { runtimes } from "../../arbitraries/runtimes.js";

const [runtime] = runtimes as [(typeof runtimes)[number]];

/** Cells of a grid over [-15, 35], in which all means lie ten standard deviations inside: 0.25 wide. */
const [low, step, side] = [-15, 0.25, 200];

describe.each(covariances)("a mixture with %s covariance", (covariance) => {
  const any = clouds({ covariance, missing: true, weighted: true });

  // of a normal of deviation s a sum over a lattice of step h is off by 2 exp(-2 pi^2 s^2 / h^2), 1e-68 here; a variance
  // of the plane is at least 1/2, of a line too
  test("integrates to 1 on a line and in the plane: 1e-10, the rounding of exponents of some hundreds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2), seeds, (k, d, seed) => {
        const theta = mixtureOf(covariance, { k, d }, seed);
        const grid = Float64Array.from({ length: d * side ** d }, (_, at) => {
          const cell = Math.floor(at / d);
          return low + step * (at % d === 0 ? cell % side : Math.floor(cell / side));
        });
        const { logDensity } = orThrow(infer(runtime, theta, tensor([side ** d, d], grid)));
        const total = Float64Array.from(logDensity.data, Math.exp).reduce((sum, p) => sum + p, 0) * step ** d;
        expect(Math.abs(total - 1)).toBeLessThan(1e-10);
      }),
      { numRuns: 20 },
    );
  });

  test("a density of some coordinates is that of the mixture of them, bit for bit", () => {
    fc.assert(
      fc.property(any, fc.nat(), (cloud, which) => {
        const { k, d } = extentsOf(cloud.start);
        const lost = which % d;
        fc.pre(d > 1);
        const kept = [...Array(d).keys()].filter((a) => a !== lost);
        const { means, covariances: spreads } = plainOf(cloud.start);
        const dense = covariance === "full" || covariance === "tied";
        const marginal: Mixture = {
          covariance: dense ? "full" : "diagonal",
          weights: cloud.start.weights,
          means: tensor64(
            [k, d - 1],
            means.flatMap((mean) => kept.map((a) => mean[a]!)),
          ),
          covariances: dense
            ? tensor64(
                [k, d - 1, d - 1],
                spreads.flatMap((c) => kept.flatMap((a) => kept.map((b) => c[a]![b]!))),
              )
            : tensor64(
                [k, d - 1],
                spreads.flatMap((c) => kept.map((a) => c[a]![a]!)),
              ),
        };
        const rows = rowsOf(cloud.x).filter((row) => row.every((value) => !Number.isNaN(value)));
        fc.pre(rows.length > 0);
        const holed = rows.map((row) => row.map((value, a) => (a === lost ? Number.NaN : value)));
        const few = rows.map((row) => kept.map((a) => row[a]!));
        const whole = orThrow(infer(runtime, cloud.start, tensor64([rows.length, d], holed.flat())));
        const direct = orThrow(infer(runtime, marginal, tensor64([rows.length, d - 1], few.flat())));
        expect(whole).toEqual(direct);
      }),
      { numRuns: 40 },
    );
  });
});
