import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, test } from "vitest";
import { tensor64 } from "../../../src/core/tensor.js";
import { iterate } from "../../../src/em/fold.js";
import { lloydStep, nearest } from "../../../src/em/mixture/kMeans.js";
import { missingPattern, patternsOf } from "../../../src/em/mixture/missingPatterns.js";
import { mixtureLatent, prepare } from "../../../src/em/mixture/model.js";
import { meanOf } from "../../../src/em/mixture/points.js";
import { extentsOf, type Mixture } from "../../../src/em/mixture/theta.js";
import { orThrow } from "../../../src/failure.js";
import { clouds } from "../../arbitraries/mixtures.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { expectClose, setOf } from "../../fixtures/mixture.js";

const [runtime] = runtimes as [(typeof runtimes)[number]];

test("hard EM from equal weights and one variance makes Lloyd's step, to 2^-40: two ways to the same means", () => {
  fc.assert(
    fc.property(clouds({ covariance: "spherical", weighted: true }), (cloud) => {
      const set = setOf(cloud);
      const { k, d } = extentsOf(cloud.start);
      const start: Mixture = {
        ...cloud.start,
        weights: tensor64([k], new Array<number>(k).fill(1 / k)),
        covariances: tensor64([k], new Array<number>(k).fill(1)),
      };
      const workspace = runtime.workspace();
      const pivot = orThrow(meanOf(set));
      const model = mixtureLatent(workspace, { k, d, covariance: "spherical", pivot, covarianceFloor: 0, hard: true });
      const step = iterate(model, [prepare(workspace, set, pivot)])({ theta: start, trace: [] });
      const centres = Float64Array.from(start.means.data, (m, i) => m - pivot[i % d]!);
      const all = missingPattern(workspace, set, patternsOf(set)[0]!, pivot);
      const { label } = nearest(workspace, all, centres);
      fc.pre(new Set(label).size === k && E.isRight(step));
      const lloyd = lloydStep(workspace, all, centres, label).map((c, i) => c + pivot[i % d]!);
      expectClose([...orThrow(step).theta.means.data], [...lloyd], 2 ** -40);
    }),
  );
});

test("Lloyd's steps bring the points nearer to their centres", () => {
  fc.assert(
    fc.property(clouds({ covariance: "spherical" }), (cloud) => {
      const set = setOf(cloud);
      const workspace = runtime.workspace();
      const all = missingPattern(workspace, set, patternsOf(set)[0]!, new Float64Array(set.d));
      let centres: Float64Array = Float64Array.from(cloud.start.means.data);
      let before = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 5; i++) {
        const { label, distance } = nearest(workspace, all, centres);
        const sum = distance.reduce((total, squared) => total + squared, 0);
        expect(sum).toBeLessThanOrEqual(before * (1 + 2 ** -40)); // the sum of a hundred squares
        before = sum;
        centres = lloydStep(workspace, all, centres, label);
      }
    }),
    { numRuns: 40 },
  );
});
