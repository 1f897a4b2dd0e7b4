import fc from "fast-check";
import { describe, test } from "vitest";
import { fitSteps, type Mixture, type Points } from "../../../src/em/mixture/index.js";
import type { EmPosition } from "../../../src/em/starts.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { type Cloud, clouds, covariances, part } from "../../arbitraries/mixtures.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { numbers, setOf } from "../../fixtures/mixture.js";
import { type FitInstance, fitLaws } from "../../laws/emFit.js";

interface Problem {
  readonly cloud: Cloud;
  readonly components: number;
}

const isDense = (covariance: Mixture["covariance"]): boolean => covariance === "full" || covariance === "tied";

const ofMixture = (
  runtime: Runtime,
  covariance: Mixture["covariance"],
): FitInstance<Problem, Mixture, Points, EmPosition<Mixture>> => ({
  name: `a mixture with ${covariance} covariance, ${runtime.simd}`,
  problems: fc.record({
    // a matrix of a cluster of few points has a condition number beyond all rounding: many points a coordinate
    cloud: clouds({ covariance, missing: true, weighted: !isDense(covariance) }).filter(
      ({ x }) => !isDense(covariance) || x.shape[1]! <= 2,
    ),
    components: fc.integer({ min: 1, max: isDense(covariance) ? 2 : 3 }),
  }),
  whole: ({ cloud }) => setOf(cloud),
  pieces: ({ cloud }) => {
    const set = setOf(cloud);
    const cut = Math.floor(set.count / 2);
    return [part(set, 0, cut), part(set, cut, cut + 9), part(set, cut + 9, set.count)];
  },
  steps: ({ components }, key, data, asked) =>
    fitSteps(runtime, key, data, { components, covariance, covarianceFloor: 0, ...asked }),
  numbers,
  // 2^-53, magnified by the condition number of a covariance and by sums of a hundred terms
  rounding: () => 2 ** -24,
  kept: (position) => position,
});

for (const runtime of runtimes)
  for (const covariance of covariances) {
    const instance = ofMixture(runtime, covariance);
    describe(`the laws of a fit: ${instance.name}`, () => {
      for (const [name, law] of Object.entries(fitLaws(instance))) test(name, law);
    });
  }
