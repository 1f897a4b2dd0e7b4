import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { type Kde, kernels, logDensity, sample } from "../../src/density/kde/index.js";
import { infer } from "../../src/em/mixture/infer.js";
import type { Mixture } from "../../src/em/mixture/theta.js";
import { orThrow } from "../../src/failure.js";
import { plain } from "../arbitraries/runtimes.js";
import { type Estimator, estimateLaws, type LogDensities, shapeLaws } from "./estimate.js";
import { broken } from "./law.js";

const logDensities: LogDensities = (model, queries) => Array.from(orThrow(logDensity(plain, model, queries)).data);
const draw: Estimator["draw"] = (model, n) => orThrow(sample(plain, key(11), model, { count: n })).data;
const ofMixture = (theta: Mixture, queries: Tensor): readonly number[] =>
  Array.from(orThrow(infer(plain, theta, queries)).logDensity.data);

/** log p, changed by what it was asked. */
const changed =
  (change: (l: number, i: number, model: Kde, queries: Tensor) => number): LogDensities =>
  (model, queries) =>
    logDensities(model, queries).map((l, i) => change(l, i, model, queries));

const firstOf = ({ points }: Kde): Kde => ({
  kernel: "gaussian",
  bandwidth: 1,
  weights: [1],
  points: tensor([1, points.shape[1]!], Float64Array.from(points.data).slice(0, points.shape[1]!)),
});

describe("the laws of a kernel's shape catch", () => {
  test.each<[string, Partial<Estimator>, RegExp]>([
    [
      "a norm without the bandwidth",
      { logDensities: changed((l, _, { bandwidth }) => l + Math.log(bandwidth)) },
      /of a line/,
    ],
    ["a norm of the plane on a line", { logDensities: changed((l) => l - Math.log(2)) }, /one to six/],
    [
      "a density that is one too many",
      { logDensities: changed((l, _, { weights }) => l + Math.log1p(0.1 * (weights.length - 1))) },
      /in the plane/,
    ],
    [
      "draws of half the bandwidth",
      { draw: (model, n) => draw({ ...model, bandwidth: model.bandwidth / 2 }, n) },
      /draws/,
    ],
    ["draws about another point", { draw: (model, n) => Array.from(draw(model, n), (x) => x + 1) }, /draws/],
    [
      "draws that are their points",
      { draw: ({ points }, n) => new Float64Array(n * points.shape[1]!).fill(7) },
      /draws/,
    ],
  ])("%s", (_, mutant, law) => {
    for (const shape of kernels) expect(broken(shapeLaws(shape, { logDensities, draw, ...mutant }), law)).not.toBe("");
  });
});

describe("the laws of estimates catch", () => {
  test.each<[string, LogDensities, RegExp]>([
    [
      "a last point left out",
      (model, queries) =>
        logDensities(
          model.weights.length > 1
            ? { ...model, weights: Array.from(model.weights, (w, i) => (i + 1 < model.weights.length ? w : 0)) }
            : model,
          queries,
        ),
      /mixture/,
    ],
    [
      "weights that do not count",
      (model, queries) =>
        logDensities({ ...model, weights: Array.from(model.weights, () => 1 / model.weights.length) }, queries),
      /whole weights/,
    ],
    [
      "a first point that is favoured",
      (model, queries) => {
        const first = logDensities(firstOf(model), queries);
        return logDensities(model, queries).map((l, i) => l + 1e-9 * Math.exp(first[i]!));
      },
      /order of points/,
    ],
    [
      "a query that sees the one before it",
      changed((l, i) => (i % 4 === 3 ? l + 2 ** -40 * Math.abs(l) : l)),
      /order of queries/,
    ],
    ["a sum that is no log-sum-exp", changed((l) => Math.log(Math.exp(l))), /far tails/],
    ["float32", changed((l) => Math.fround(l)), /mixture/],
  ])("%s", (_, mutant, law) => expect(broken(estimateLaws(mutant, ofMixture), law)).not.toBe(""));
});
