import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../../../src/core/tensor.js";
import { fitMixture, fitMixtureInChunks } from "../../../src/em/mixture/fit.js";
import { inferMixture } from "../../../src/em/mixture/infer.js";
import { extentsOf, type Mixture } from "../../../src/em/mixture/mixture.js";
import { meanOf, type Points, part, points } from "../../../src/em/mixture/points.js";
import { sampleMixture } from "../../../src/em/mixture/sample.js";
import { type Failure, describe as say } from "../../../src/failure.js";
import { normCdf } from "../../../src/prob/standardNormal.js";
import { seeds, stream } from "../../arbitraries/data.js";
import { type Cloud, clouds, covariances, mixtureOf, plainOf, rowsOf } from "../../arbitraries/mixtures.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(say(result.left));
  return result.right;
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
        const turned = right(
          points(
            pick(cloud.x, rows),
            rows.map((n) => cloud.weights[n]!),
          ),
        );
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
        const options = { start: cloud.start, floor: 0, stop: { iterations: 3, tolerance: null } };
        const chunks = [part(set, 0, cut), part(set, cut, set.count)];
        const inChunks = fitMixtureInChunks(runtime, key(0), chunks, options);
        sameFit(inChunks as ReturnType<typeof fitted>, fitted(set, cloud.start, 3), reordered);
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
        const zeros = right(points(tensor(cloud.x.shape, wild), cloud.weights));
        const absent = right(
          points(
            pick(cloud.x, rows),
            rows.map((n) => cloud.weights[n]!),
          ),
        );
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
        const repeated = right(points(pick(cloud.x, rows)));
        sameFit(fitted(right(points(cloud.x, counts)), cloud.start, 3), fitted(repeated, cloud.start, 3), reordered);
      }),
      runs,
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
        const whole = right(inferMixture(runtime, cloud.start, tensor64([rows.length, d], holed.flat())));
        const direct = right(inferMixture(runtime, marginal, tensor64([rows.length, d - 1], few.flat())));
        expect(whole).toEqual(direct);
      }),
      runs,
    );
  });

  test("draws have the mixture's distribution along any direction: sqrt(n) D < 2.7 fails once in a million runs", () => {
    // Dvoretzky, Kiefer and Wolfowitz, with Massart's constant: P(D > e) <= 2 exp(-2 n e^2), for every n
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), seeds, (k, d, seed) => {
        const theta = mixtureOf(covariance, { k, d }, seed);
        const n = 2000;
        const { x } = right(sampleMixture(plain, key(seed), theta, n));
        const next = stream(seed + 9);
        const direction = Array.from({ length: d }, () => next() - 0.5);
        const along = (row: readonly number[]): number => row.reduce((sum, value, a) => sum + value * direction[a]!, 0);
        const { weights, means, covariances: spreads } = plainOf(theta);
        const deviations = spreads.map((c) => Math.sqrt(along(c.map(along))));
        const cdf = (t: number): number =>
          weights.reduce((sum, w, j) => sum + w * normCdf((t - along(means[j]!)) / deviations[j]!), 0);
        const sorted = rowsOf(x)
          .map(along)
          .sort((a, b) => a - b);
        const distance = Math.max(...sorted.map((t, i) => Math.max(cdf(t) - i / n, (i + 1) / n - cdf(t))));
        expect(Math.sqrt(n) * distance).toBeLessThan(2.7);
      }),
      { numRuns: 10 },
    );
  });
});
