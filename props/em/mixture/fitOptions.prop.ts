import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor64 } from "../../../src/core/tensor.js";
import * as em from "../../../src/em/index.js";
import { check, fit, infer, model, points, sample } from "../../../src/em/mixture/index.js";
import { type Failure, describe as inWords, orThrow } from "../../../src/failure.js";
import { plain } from "../../arbitraries/runtimes.js";

const set = orThrow(points(tensor64([4, 1], [0, 1, 9, 10])));
const unit = {
  covariance: "spherical",
  weights: tensor64([1], [1]),
  means: tensor64([1, 1], [0]),
  covariances: tensor64([1], [1]),
} as const;

/** As JavaScript calls it. */
type Loose = (...given: readonly unknown[]) => E.Either<Failure, unknown>;
const [fitted, inferred, drawn, pointed, checked] = [fit, infer, sample, points, check] as unknown as readonly Loose[];
const fitWith = (options: unknown, data: unknown = set) => fitted!(plain, key(0), data, options);

describe("what is asked wrongly is a Left that says what there is", () => {
  test.each<[string, () => E.Either<Failure, unknown>, string]>([
    [
      "another kind of covariance",
      () => fitWith({ components: 2, covariance: "diag" }),
      "covariance: not a value of this option: expected one of full, tied, diagonal, spherical, got diag",
    ],
    ["another start", () => fitWith({ components: 2, start: "kmeans" }), "expected one of k-means++, random"],
    ["no components", () => fitWith({}), "components: not a value of this option: expected an integer of 1 or more"],
    ["no options", () => fitWith(undefined), "a record of components, covariance, covarianceFloor, start, iterations"],
    ["an unknown option", () => fitWith({ components: 2, floor: 0 }), "covarianceFloor, start, iterations, tolerance"],
    ["half an iteration", () => fitWith({ components: 2, iterations: 0.5 }), "iterations: not a value of this option"],
    ["a tolerance below 0", () => fitWith({ components: 2, tolerance: -1 }), "tolerance: not a value of this option"],
    ["a word for hard", () => fitWith({ components: 2, hard: "yes" }), "expected true or false"],
    ["several starts of which one is given", () => fitWith({ start: unit, restarts: 2 }), "1, where a start is given"],
    ["a start of fewer components", () => fitWith({ start: unit, components: 2 }), "1, as the start has them"],
    ["a start of another kind", () => fitWith({ start: unit, covariance: "full" }), "spherical, as of the start"],
    ["a start that is no mixture", () => fitWith({ start: { ...unit, means: [0] } }), "the means cannot be that"],
    ["a position that is none", () => fitWith({ components: 2, from: {} }), "the position cannot be that"],
    ["an observer that is none", () => fitWith({ components: 2, observe: 1 }), "observe: not a value of this option"],
    ["a tensor for points", () => fitWith({ components: 2 }, tensor64([1, 1], [0])), "the points cannot be that"],
    ["no chunks", () => fitWith({ components: 2 }, []), "there are no data"],
    ["another runtime", () => fitted!({}, key(0), set, { components: 1 }), "the runtime cannot be that"],
    ["an array for a tensor", () => inferred!(plain, unit, [0]), "the points cannot be that"],
    ["no mixture", () => inferred!(plain, E.right(unit), tensor64([1, 1], [0])), "the mixture cannot be that"],
    ["nothing to check", () => checked!(undefined), "the mixture cannot be that"],
    ["a kind of covariance that is none", () => checked!({ ...unit, covariance: "diag" }), "one of full, tied"],
    ["half a draw", () => drawn!(plain, key(0), unit, { count: 0.5 }), "count: not a value of this option"],
    ["a number for options", () => drawn!(plain, key(0), unit, 3), "a record of count"],
    ["weights that are no array", () => pointed!(tensor64([1, 1], [0]), { weights: 1 }), "weights cannot be that"],
  ])("%s", (_, call, words) => {
    const result = call();
    expect(E.isLeft(result) ? inWords(result.left) : "a Right").toContain(words);
  });

  test("a Left of the data comes before the first iteration, and of a chunk iterator too", () =>
    expect(E.isLeft(fitWith({ components: 1 }, [set].values()))).toBe(true));
});

test("em.fit of mixture.model is mixture.fit, bit for bit", () => {
  const asked = { iterations: 5, tolerance: null, restarts: 2 };
  const driven = em.fit(plain, key(3), model({ components: 2 }), set, asked);
  expect(E.isRight(driven)).toBe(true);
  expect(fit(plain, key(3), set, { components: 2, ...asked })).toEqual(driven);
});
