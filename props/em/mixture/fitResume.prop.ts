import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor64 } from "../../../src/core/tensor.js";
import type { EmFit } from "../../../src/em/driver.js";
import { fit, fitSteps, type Mixture, type MixtureProgress, points } from "../../../src/em/mixture/index.js";
import type { EmPosition } from "../../../src/em/starts.js";
import { orThrow } from "../../../src/failure.js";
import { decodeMixture, encodeMixture } from "../../../src/formats/checkpoint/mixture.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { clouds, covariances, part } from "../../arbitraries/mixtures.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";
import { setOf } from "../../fixtures/mixture.js";
import { type ResumeInstance, resumeLaws } from "../../laws/resume.js";

type Position = EmPosition<Mixture>;

/** Few points, so that some starts collapse. */
const fits = fc.constantFrom(...covariances).chain((covariance) =>
  fc.record({
    cloud: clouds({ covariance, missing: true, weighted: true }),
    count: fc.integer({ min: 2, max: 20 }),
    options: fc.record({
      components: fc.integer({ min: 1, max: 4 }),
      covariance: fc.constant(covariance),
      covarianceFloor: fc.constantFrom(0, 1e-6),
      start: fc.constantFrom("k-means++" as const, "random" as const),
      iterations: fc.integer({ min: 0, max: 4 }),
      tolerance: fc.constantFrom(null, 0.01, 5),
      restarts: fc.integer({ min: 1, max: 4 }),
      hard: fc.boolean(),
    }),
  }),
);
type Problem = typeof fits extends fc.Arbitrary<infer A> ? A : never;

const pointsOf = ({ cloud, count }: Problem) => part(setOf(cloud), 0, count);

const ofMixture = (
  runtime: Runtime,
  how: string,
  kept: (position: Position) => Position,
): ResumeInstance<Problem, MixtureProgress, Position, EmFit<Mixture>> => ({
  name: `a mixture's fit of several starts, ${how}, ${runtime.simd}`,
  problems: fits,
  steps: (problem, from) => fitSteps(runtime, key(problem.cloud.seed), pointsOf(problem), { ...problem.options, from }),
  position: ({ position }) => position,
  kept,
});

const throughFile = (position: Position): Position =>
  orThrow(decodeMixture(orThrow(encodeMixture({ settings: {}, position })), "a file")).position;

for (const runtime of runtimes)
  for (const instance of [
    ofMixture(runtime, "in memory", (position) => position),
    ofMixture(runtime, "through a file", throughFile),
  ])
    suite(instance.name, () => {
      for (const [name, law] of Object.entries(resumeLaws(instance))) test(name, law);
    });

suite("the laws of resumption catch", () => {
  const caught = (change: (position: Position) => Position): boolean =>
    Object.values(resumeLaws(ofMixture(plain, "changed", change))).some((law) => {
      try {
        law();
        return false;
      } catch {
        return true;
      }
    });
  const underWay =
    (change: Partial<Position["underWay"]>) =>
    (position: Position): Position => ({ ...position, underWay: { ...position.underWay, ...change } });

  test.each<[string, (position: Position) => Position]>([
    ["the trace", underWay({ trace: [] })],
    ["the best start", (position) => ({ ...position, best: undefined })],
    ["the starts that are over", (position) => ({ ...position, bounds: [], best: undefined })],
    ["how many iterations were made", (position) => ({ ...position, iterationsDone: 0 })],
    [
      "half of each float",
      (position) => {
        const { theta } = position.underWay;
        const means = { ...theta.means, data: Float64Array.from(theta.means.data, Math.fround) };
        return underWay({ theta: { ...theta, means } })(position);
      },
    ],
  ])("a position that has forgotten %s", (_, change) => expect(caught(change)).toBe(true));
});

suite("a fit that is resumed", () => {
  const two = orThrow(points(tensor64([6, 1], [0, 1, 2, 9, 10, 12])));
  const asked = { components: 2, iterations: 3, tolerance: null } as const;
  const [first] = fitSteps(plain, key(1), two, asked);

  test("makes more iterations and starts: the fit that was asked for all of them at once", () => {
    const more = { ...asked, iterations: 5, restarts: 3 };
    expect(fit(plain, key(1), two, { ...more, from: first!.position })).toEqual(fit(plain, key(1), two, more));
  });

  test("on other points or with other components is a ShapeMismatch", () => {
    const { position: from } = first!;
    const plane = orThrow(points(tensor64([3, 2], [0, 1, 2, 9, 10, 12])));
    for (const failed of [
      fit(plain, key(1), plane, { ...asked, from }),
      fit(plain, key(1), two, { ...asked, components: 3, from }),
    ])
      expect(E.isLeft(failed) && failed.left.kind).toBe("ShapeMismatch");
  });
});
