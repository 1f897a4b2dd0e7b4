import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor, tensor64 } from "../../../src/core/tensor.js";
import { iterate } from "../../../src/em/fold.js";
import { prepareBatch } from "../../../src/em/mixture/batch.js";
import { fitMixture } from "../../../src/em/mixture/fit.js";
import { inferMixture } from "../../../src/em/mixture/infer.js";
import { lloydStep, nearest } from "../../../src/em/mixture/lloyd.js";
import { missingPattern, patternsOf } from "../../../src/em/mixture/missingPatterns.js";
import { type Covariance, extentsOf, type Mixture } from "../../../src/em/mixture/mixture.js";
import { mixtureModel } from "../../../src/em/mixture/model.js";
import { meanOf, type Points, points } from "../../../src/em/mixture/points.js";
import { sampleMixture } from "../../../src/em/mixture/sample.js";
import { type Failure, describe as say } from "../../../src/failure.js";
import { type Cloud, clouds, rowsOf } from "../../arbitraries/mixtures.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(say(result.left));
  return result.right;
};

const left = <A>(result: E.Either<Failure, A>): Failure => {
  if (E.isRight(result)) throw new Error("this should have failed");
  return result.left;
};

const [runtime] = runtimes as [(typeof runtimes)[number]];

const setOf = ({ x, weights }: Cloud): Points => right(points(x, weights));

/** So many exact iterations from the cloud's start, and the way there; Left where a component collapses on the way. */
const fitted = (set: Points, start: Mixture, iterations: number) =>
  fitMixture(runtime, key(0), set, { start, floor: 0, stop: { iterations, tolerance: null } });

const numbers = ({ weights, means, covariances: spreads }: Mixture): readonly number[] =>
  [weights, means, spreads].flatMap(({ data }) => [...data]);

/** Two orders of the same sums: 2^-30 leaves 23 bits for sums of a hundred terms and three iterations that magnify them. */
const reordered = 2 ** -30;

const expectClose = (a: readonly number[], b: readonly number[], tolerance: number): void => {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!), `number ${i}: ${value} and ${b[i]}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(b[i]!)),
    );
  });
};

const sameFit = (a: ReturnType<typeof fitted>, b: ReturnType<typeof fitted>, tolerance: number): void => {
  expect(E.isLeft(a)).toBe(E.isLeft(b));
  if (E.isRight(a) && E.isRight(b)) {
    expectClose(numbers(a.right.theta), numbers(b.right.theta), tolerance);
    expectClose(a.right.trace, b.right.trace, tolerance);
  }
};

const runs = { numRuns: 40 };

test("in one dimension full, diagonal and spherical are one model, to 2^-30; one component ties nothing", () => {
  const line = clouds({ covariance: "spherical", missing: true, weighted: true }).filter(({ x }) => x.shape[1] === 1);
  fc.assert(
    fc.property(line, (cloud) => {
      const { start } = cloud;
      const { k } = extentsOf(start);
      const as = (covariance: Covariance, shape: readonly number[]): Mixture => ({
        ...start,
        covariance,
        covariances: tensor(shape, start.covariances.data),
      });
      const kinds = [as("full", [k, 1, 1]), as("diagonal", [k, 1]), ...(k === 1 ? [as("tied", [1, 1])] : [])];
      for (const other of kinds) sameFit(fitted(setOf(cloud), other, 3), fitted(setOf(cloud), start, 3), reordered);
    }),
    { numRuns: 20 },
  );
});

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
      const pivot = right(meanOf(set));
      const model = mixtureModel(workspace, { k, d, covariance: "spherical", pivot, floor: 0, hard: true });
      const step = iterate(model, [prepareBatch(workspace, set, pivot)])({ theta: start, trace: [] });
      const centres = Float64Array.from(start.means.data, (m, i) => m - pivot[i % d]!);
      const all = missingPattern(workspace, set, patternsOf(set)[0]!, pivot);
      const { label } = nearest(workspace, all, centres);
      fc.pre(new Set(label).size === k && E.isRight(step));
      const lloyd = lloydStep(workspace, all, centres, label).map((c, i) => c + pivot[i % d]!);
      expectClose([...right(step).theta.means.data], [...lloyd], 2 ** -40);
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
    runs,
  );
});

describe("fits", () => {
  const truth: Mixture = {
    covariance: "spherical",
    weights: tensor64([3], [0.5, 0.3, 0.2]),
    means: tensor64([3, 2], [0, 0, 9, 0, 0, 9]),
    covariances: tensor64([3], [1, 1, 1]),
  };
  const drawn = right(sampleMixture(plain, key(3), truth, 600));
  const set = right(points(drawn.x));

  test.each(["k-means++", "random"] as const)("from %s, three clusters nine deviations apart are found", (start) => {
    const fit = right(fitMixture(runtime, key(5), set, { components: 3, start, restarts: 4 }));
    const found = rowsOf(fit.theta.means).map(([a, b]) => [Math.round(a! / 9), Math.round(b! / 9)]);
    expect(new Set(found.map(String))).toEqual(new Set(["0,0", "1,0", "0,1"]));
  });

  test("the same key gives the same bits, another key another start; the best of the starts is returned", () => {
    const options = { components: 3, restarts: 3, stop: { iterations: 2, tolerance: null } };
    const fit = right(fitMixture(runtime, key(5), set, options));
    expect(fitMixture(runtime, key(5), set, options)).toEqual(E.right(fit));
    expect(new Set(fit.bounds).size).toBeGreaterThan(1);
    expect(fit.trace.at(-1)).toBe(Math.max(...(fit.bounds as number[])));
  });

  test("missing values do not hinder a fit", () => {
    const holes = Float64Array.from(drawn.x.data, (x, i) => (i % 7 === 0 ? Number.NaN : x));
    const fit = right(fitMixture(runtime, key(5), right(points(tensor(drawn.x.shape, holes))), { components: 3 }));
    const found = rowsOf(fit.theta.means).map(([a, b]) => [Math.round(a! / 9), Math.round(b! / 9)]);
    expect(new Set(found.map(String))).toEqual(new Set(["0,0", "1,0", "0,1"]));
  });
});

describe("what cannot be fitted says why", () => {
  const start = (means: readonly number[], covariance: Covariance = "full"): Mixture => ({
    covariance,
    weights: tensor64([2], [0.5, 0.5]),
    means: tensor64([2, 1], means),
    covariances: tensor64(covariance === "full" ? [2, 1, 1] : [2], [1, 1]),
  });
  const heap = right(points(tensor64([6, 1], [7, 7, 7, 0, 1, 2])));

  test.each(["full", "spherical"] as const)(
    "a component on equal points collapses without a floor (%s)",
    (covariance) => {
      const theta = start([1, 20], covariance);
      const failure = left(fitMixture(runtime, key(0), heap, { start: theta, floor: 0, hard: true }));
      expect(failure).toMatchObject({ kind: "ComponentEmpty", fault: "numerical" });
      const onHeap = left(fitMixture(runtime, key(0), heap, { start: start([1, 7], covariance), floor: 0 }));
      expect(onHeap).toMatchObject({ kind: "ComponentCollapsed", fault: "numerical" });
      expect(say(onHeap)).toMatch(/component 1 collapsed.*raise the floor/);
      expect(E.isRight(fitMixture(runtime, key(0), heap, { start: start([1, 7], covariance) }))).toBe(true);
    },
  );

  const cases: readonly (readonly [string, string, () => E.Either<Failure, unknown>])[] = [
    ["no component", "BadOption", () => fitMixture(runtime, key(0), heap, { components: 0 })],
    ["no start", "BadOption", () => fitMixture(runtime, key(0), heap, { components: 1, restarts: 0 })],
    ["a negative floor", "BadOption", () => fitMixture(runtime, key(0), heap, { components: 1, floor: -1 })],
    ["more components than points", "TooFewPoints", () => fitMixture(runtime, key(0), heap, { components: 7 })],
    ["another dimension", "ShapeMismatch", () => inferMixture(runtime, start([0, 1]), tensor64([1, 2], [0, 0]))],
    [
      "weights that do not sum to 1",
      "NotAMixture",
      () => inferMixture(runtime, { ...start([0, 1]), weights: tensor64([2], [0.5, 0.6]) }, tensor64([1, 1], [0])),
    ],
    [
      "a covariance that is none",
      "NotPositiveDefinite",
      () => sampleMixture(runtime, key(0), { ...start([0, 1]), covariances: tensor64([2, 1, 1], [1, -1]) }, 1),
    ],
    [
      "a variance of 0",
      "NotAMixture",
      () => sampleMixture(runtime, key(0), { ...start([0, 1], "spherical"), covariances: tensor64([2], [1, 0]) }, 1),
    ],
    [
      "a coordinate without a value",
      "NeverObserved",
      () => fitMixture(runtime, key(0), right(points(tensor64([2, 2], [1, NaN, 2, NaN]))), { components: 1 }),
    ],
    ["an infinite value", "NotFinite", () => points(tensor64([1, 1], [Infinity]))],
    ["a negative weight", "BadWeights", () => points(tensor64([1, 1], [0]), [-1])],
    ["no weight", "BadWeights", () => points(tensor64([1, 1], [0]), [0])],
    ["points that are no matrix", "ShapeMismatch", () => points(tensor64([2], [0, 1]))],
  ];
  test.each(cases)("%s: %s", (_, tag, run) => {
    expect(left(run()).kind).toBe(tag);
  });
});
