import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { type Tensor, tensor } from "../../../src/core/tensor.js";
import { meanOf, points } from "../../../src/em/mixture/points.js";
import { type Covariance, extentsOf, type Mixture } from "../../../src/em/mixture/theta.js";
import { orThrow } from "../../../src/failure.js";
import { clouds, covariances, part } from "../../arbitraries/mixtures.js";
import { fitted, numbers, reordered, sameFit, setOf } from "../../fixtures/mixture.js";

/** Rows of a matrix in another order, or some of them several times. */
const pick = ({ shape, data }: Tensor, rows: readonly number[]): Tensor => {
  const d = shape[1]!;
  return tensor([rows.length, d], Float64Array.from(rows.flatMap((n) => [...data].slice(n * d, (n + 1) * d))));
};

/** A mixture whose components stand in the reverse order. */
const reversed = (theta: Mixture): Mixture => {
  const flip = ({ shape, data }: Tensor): Tensor => {
    const block = data.length / shape[0]!;
    return tensor(
      shape,
      Float64Array.from(data, (_, i) => data[(shape[0]! - 1 - Math.floor(i / block)) * block + (i % block)]!),
    );
  };
  const { covariance, weights, means, covariances: spreads } = theta;
  return {
    covariance,
    weights: flip(weights),
    means: flip(means),
    covariances: covariance === "tied" ? spreads : flip(spreads),
  };
};

const runs = { numRuns: 40 };

describe.each(covariances)("a mixture with %s covariance", (covariance) => {
  const any = clouds({ covariance, missing: true, weighted: true });

  test("the order of the points does not matter, to 2^-30", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const rows = Array.from(cloud.weights, (_, n) => n).reverse();
        const turned = orThrow(points(pick(cloud.x, rows), { weights: rows.map((n) => cloud.weights[n]!) }));
        sameFit(fitted(turned, cloud.start, 3), fitted(setOf(cloud), cloud.start, 3), reordered);
      }),
      runs,
    );
  });

  test("nor do the names of the components, to 2^-30", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const swapped = E.map((fit: { theta: Mixture; trace: readonly number[] }) => ({
          ...fit,
          theta: reversed(fit.theta),
        }))(fitted(setOf(cloud), reversed(cloud.start), 3));
        sameFit(swapped as ReturnType<typeof fitted>, fitted(setOf(cloud), cloud.start, 3), reordered);
      }),
      runs,
    );
  });

  test("chunks, each prepared anew, give what the whole gives, to 2^-30", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const set = setOf(cloud);
        const cut = 1 + (cloud.seed % (set.count - 1));
        const first = E.map(() => part(set, 0, cut))(meanOf(part(set, 0, cut)));
        fc.pre(E.isRight(first) && part(set, cut, set.count).weights.length > 0);
        const chunks = [part(set, 0, cut), part(set, cut, set.count)];
        sameFit(fitted(chunks, cloud.start, 3), fitted(set, cloud.start, 3), reordered);
      }),
      runs,
    );
  });

  test("five iterations are two and then three, bit for bit", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const set = setOf(cloud);
        const two = fitted(set, cloud.start, 2);
        fc.pre(E.isRight(two));
        const rest = E.chain((fit: { theta: Mixture }) => fitted(set, fit.theta, 3))(two);
        const whole = fitted(set, cloud.start, 5);
        expect(E.map((fit: { theta: Mixture }) => numbers(fit.theta))(rest)).toEqual(
          E.map((fit: { theta: Mixture }) => numbers(fit.theta))(whole),
        );
      }),
      runs,
    );
  });

  test("a point of weight 0 is absent, bit for bit, whatever its values", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const rows = [...cloud.weights.keys()].filter((n) => cloud.weights[n]! > 0);
        const d = cloud.x.shape[1]!;
        const wild = Float64Array.from(cloud.x.data, (x, i) =>
          cloud.weights[Math.floor(i / d)] === 0 ? Number.POSITIVE_INFINITY : x,
        );
        const zeros = orThrow(points(tensor(cloud.x.shape, wild), { weights: cloud.weights }));
        const absent = orThrow(points(pick(cloud.x, rows), { weights: rows.map((n) => cloud.weights[n]!) }));
        sameFit(fitted(zeros, cloud.start, 3), fitted(absent, cloud.start, 3), 0);
      }),
      runs,
    );
  });

  test("an integer weight is a repeated point, to 2^-30", () => {
    fc.assert(
      fc.property(any, (cloud) => {
        const counts = cloud.weights.map((w) => 2 * w);
        const rows = [...counts.keys()].flatMap((n) => new Array<number>(counts[n]!).fill(n));
        const repeated = orThrow(points(pick(cloud.x, rows)));
        sameFit(
          fitted(orThrow(points(cloud.x, { weights: counts })), cloud.start, 3),
          fitted(repeated, cloud.start, 3),
          reordered,
        );
      }),
      runs,
    );
  });
});

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
