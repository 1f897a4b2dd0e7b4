import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { sample } from "../../../src/em/mixture/sample.js";
import { orThrow } from "../../../src/failure.js";
import { normCdf } from "../../../src/prob/standardNormal.js";
import { seeds, stream } from "../../arbitraries/data.js";
import { covariances, mixtureOf, plainOf, rowsOf } from "../../arbitraries/mixtures.js";
import { plain } from "../../arbitraries/runtimes.js";

describe.each(covariances)("a mixture with %s covariance", (covariance) => {
  test("draws have the mixture's distribution along any direction: sqrt(n) D < 2.7 fails once in a million runs", () => {
    // Dvoretzky, Kiefer and Wolfowitz, with Massart's constant: P(D > e) <= 2 exp(-2 n e^2), for every n
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), seeds, (k, d, seed) => {
        const theta = mixtureOf(covariance, { k, d }, seed);
        const n = 2000;
        const { x } = orThrow(sample(plain, key(seed), theta, { count: n }));
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
