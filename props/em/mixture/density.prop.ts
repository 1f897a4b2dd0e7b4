import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../../src/core/tensor.js";
import { inferMixture } from "../../../src/em/mixture/infer.js";
import { orThrow } from "../../../src/failure.js";
import { seeds } from "../../arbitraries/data.js";
import { covariances, mixtureOf } from "../../arbitraries/mixtures.js";
import { runtimes } from "../../arbitraries/runtimes.js";

/** Cells of a grid over [-15, 35], in which all means lie ten standard deviations inside: 0.25 wide. */
const [low, step, side] = [-15, 0.25, 200];

describe.each(covariances)("a mixture with %s covariance", (covariance) => {
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
        const { logDensity } = orThrow(inferMixture(runtimes[0]!, theta, tensor([side ** d, d], grid)));
        const total = Float64Array.from(logDensity.data, Math.exp).reduce((sum, p) => sum + p, 0) * step ** d;
        expect(Math.abs(total - 1)).toBeLessThan(1e-10);
      }),
      { numRuns: 20 },
    );
  });
});
