import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { tensor64 } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import { entropyBernoulli, entropyBernoulliProbability } from "../../src/prob/entropy.js";
import {
  klBernoulli,
  klBernoulliProbability,
  klCategorical,
  klCategoricalProbability,
  klMultivariateNormal,
  klNormal,
  klStandardNormal,
} from "../../src/prob/kl.js";
import { sigmoid, softmax } from "../../src/prob/logits.js";
import { klSparse } from "../../src/prob/sparsity.js";
import {
  dimension,
  few,
  type Known,
  knownBernoulli,
  knownCategorical,
  knownMvn,
  knownNormal,
  logits,
  normalParameters,
  triangle,
  twoOf,
} from "../arbitraries/distributions.js";
import { plain } from "../arbitraries/runtimes.js";
import { deviation, quadratureBound } from "../laws/distribution.js";

const u = 2 ** -53;

/** Two distributions of one family, and their divergence in closed form. */
interface Pairing {
  readonly p: Known;
  readonly q: Known;
  readonly kl: number;
}

const pairings: Readonly<Record<string, fc.Arbitrary<Pairing>>> = {
  "normal || standard normal": dimension.chain(normalParameters).map((p) => {
    const zeros = Array.from(p.mean, () => 0);
    return { p: knownNormal(p), q: knownNormal({ mean: zeros, logvar: zeros }), kl: klStandardNormal(p).value };
  }),
  "normal || normal": twoOf(dimension, normalParameters).map(([p, q]) => ({
    p: knownNormal(p),
    q: knownNormal(q),
    kl: klNormal(p, q).value,
  })),
  "multivariate || multivariate": twoOf(dimension, triangle).map(([a, b]) => {
    const [p, q] = [knownMvn(a), knownMvn(b)];
    return { p, q, kl: klMultivariateNormal(p.distribution, q.distribution).value };
  }),
  "bernoulli || bernoulli": twoOf(few, logits).map(([p, q]) => ({
    p: knownBernoulli(p),
    q: knownBernoulli(q),
    kl: klBernoulli(p, q).value,
  })),
  "categorical || categorical": twoOf(few, logits).map(([p, q]) => ({
    p: knownCategorical(p),
    q: knownCategorical(q),
    kl: klCategorical(p, q).value,
  })),
};

/** E_p of the log-ratio of the densities, and the size of its terms, by the nodes of p. */
const quadrature = ({ p, q }: Pairing) => {
  let [mean, terms] = [0, 0];
  for (const { x, weight } of p.nodes) {
    const [lp, lq] = [p.distribution.logDensity(x), q.distribution.logDensity(x)];
    mean += weight * Math.exp(lp) * (lp - lq);
    terms += weight * Math.exp(lp) * (Math.abs(lp) + Math.abs(lq));
  }
  return { mean, bound: quadratureBound(p) * (1 + terms) };
};

/** -2 log int sqrt(p q): by Jensen's inequality at most KL(p || q), and 0 only where p = q. */
const bhattacharyya = ({ p, q }: Pairing): number => {
  const log = ({ x }: { readonly x: Float64Array }) =>
    (p.distribution.logDensity(x) + q.distribution.logDensity(x)) / 2;
  return -2 * Math.log(p.nodes.reduce((sum, node) => sum + node.weight * Math.exp(log(node)), 0));
};

describe.each(Object.entries(pairings))("KL %s", (_, arbitrary) => {
  test("the closed form = E_p[log p - log q] by quadrature: (300 + nodes) roundings of the terms", () => {
    fc.assert(
      fc.property(arbitrary, (pair) => {
        const { mean, bound } = quadrature(pair);
        expect(Math.abs(pair.kl - mean)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 40 },
    );
  });

  test("the closed form = the mean log-ratio of 4,000 draws, by Bernstein's bound: fails at the rate 1e-9 at most", () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 2 ** 31 }), ({ p, q, kl }, seed) => {
        const n = 4000;
        const width = p.distribution.width;
        const draws = Float64Array.from(orThrow(p.distribution.sample(plain, key(seed), { count: n })).data);
        const ratio = (x: ArrayLike<number>) => p.distribution.logDensity(x) - q.distribution.logDensity(x);
        let mean = 0;
        for (let i = 0; i < n; i++) mean += ratio(draws.subarray(i * width, (i + 1) * width)) / n;
        expect(Math.abs(mean - kl)).toBeLessThanOrEqual(deviation(p, ratio, n).allowed);
      }),
      { numRuns: 20 },
    );
  });

  test("KL >= -2 log int sqrt(p q) >= 0, which is 0 only at equality: up to the rounding of both", () => {
    fc.assert(
      fc.property(arbitrary, (pair) => {
        const { bound } = quadrature(pair);
        expect(pair.kl).toBeGreaterThanOrEqual(Math.max(0, bhattacharyya(pair)) - bound);
      }),
      { numRuns: 40 },
    );
  });
});

describe("at equality", () => {
  const tiny = fc.double({ min: -1e-9, max: 1e-9, noNaN: true });

  test("normals and logits of the same parameters: exactly 0, and so is the gradient", () => {
    fc.assert(
      fc.property(dimension.chain(normalParameters), few.chain(logits), (n, l) => {
        const { value, gradient } = klNormal(n, n);
        expect(value).toBe(0);
        for (const side of [gradient.p, gradient.q])
          expect([...Array.from(side.mean), ...Array.from(side.logvar)].every((g) => g === 0)).toBe(true);
        expect([klBernoulli(l, l).value, klCategorical(l, l).value]).toEqual([0, 0]);
      }),
    );
  });

  test("full covariances: 16 d^2 roundings of the condition of L, at most 6 in one and two dimensions", () => {
    fc.assert(
      fc.property(dimension.chain(triangle), (t) => {
        const { distribution } = knownMvn(t);
        // |L| |L^-1| with diagonal in [1/2, 2] and one entry in [-1, 1]: at most 3 * 6, squared once for the trace
        expect(Math.abs(klMultivariateNormal(distribution, distribution).value)).toBeLessThanOrEqual(16 * 4 * 36 * u);
      }),
    );
  });

  test("next to the prior: expm1 keeps the gradient logvar/2 to 2 roundings and 1e-9 of its own", () => {
    fc.assert(
      fc.property(tiny, (logvar) => {
        const { gradient, value } = klStandardNormal({ mean: [0], logvar: [logvar] });
        expect(Math.abs(gradient.logvar[0]! - logvar / 2)).toBeLessThanOrEqual((1e-9 + 4 * u) * Math.abs(logvar));
        expect(value).toBeGreaterThanOrEqual(-2 * u * Math.abs(logvar));
      }),
    );
  });
});

describe("one divergence, two parametrisations", () => {
  test("bits by logits = by probabilities, the gradients by the chain rule s (1 - s): 64 roundings / the rarer outcome", () => {
    fc.assert(
      fc.property(logits(1), logits(1), (a, b) => {
        const [p, q] = [sigmoid(a.logits[0]!), sigmoid(b.logits[0]!)];
        const [l, r] = [klBernoulli(a, b), klBernoulliProbability(p, q)];
        const bound = (64 * u) / Math.min(p, 1 - p, q, 1 - q);
        expect(Math.abs(l.value - r.value)).toBeLessThanOrEqual(bound);
        expect(Math.abs(l.gradient.p.logits[0]! - r.gradient.p * p * (1 - p))).toBeLessThanOrEqual(bound);
        expect(Math.abs(l.gradient.q.logits[0]! - r.gradient.q * q * (1 - q))).toBeLessThanOrEqual(bound);
        const [h, k] = [entropyBernoulli(a.logits), entropyBernoulliProbability(p)];
        expect(Math.abs(h.value - k.value)).toBeLessThanOrEqual(bound);
        expect(Math.abs(h.gradient[0]! - k.gradient * p * (1 - p))).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test("classes by logits = by probabilities: 64 n roundings / the rarest class", () => {
    fc.assert(
      fc.property(twoOf(few, logits), ([a, b]) => {
        const [p, q] = [softmax(a.logits), softmax(b.logits)];
        const bound = (64 * p.length * u) / Math.min(...p, ...q);
        const difference = klCategorical(a, b).value - klCategoricalProbability(p, q).value;
        expect(Math.abs(difference)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test("the sparsity penalty sums the units, and is 0 where each has the wanted rate", () => {
    const rates = fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rates, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (means, rho) => {
        const { value, rhoHat } = klSparse(rho, 2, tensor64([2, means.length], [...means, ...means]));
        const expected = means.reduce((sum, q) => sum + 2 * klBernoulliProbability(rho, q).value, 0);
        expect(Array.from(rhoHat)).toEqual(means); // halves add exactly
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(8 * means.length * u * (1 + expected));
        expect(klSparse(rho, 2, tensor64([2, 1], [rho, rho])).value).toBe(0);
      }),
    );
    expect(() => klSparse(0.5, 1, tensor64([2], [0.5, 0.5]))).toThrow(RangeError);
  });
});
