/**
 * The identity that the whole library stands on, where every term of it is known in closed form. Of the model
 * z ~ N(0, I), x | z ~ N(W z + b, s^2 I), for any q:
 *
 *   log p(x) - KL(q || p(z | x)) = E_q log p(x | z) - KL(q || p(z))
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { inverse } from "../../src/prob/cholesky.js";
import { klMultivariateNormal, klStandardNormal } from "../../src/prob/kl.js";
import { multivariateNormal } from "../../src/prob/multivariateNormal.js";
import { normal } from "../../src/prob/normal.js";
import { gram, mvnOf, triangle } from "../arbitraries/distributions.js";

const u = 2 ** -53;
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const reals = (n: number, min: number, max: number) => fc.array(real(min, max), { minLength: n, maxLength: n });

const model = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })).chain(([d, k]) =>
  fc.record({
    W: fc.array(reals(k, -1, 1), { minLength: d, maxLength: d }),
    b: reals(d, -1, 1),
    s2: real(0.25, 4),
    x: reals(d, -3, 3),
    q: triangle(k),
  }),
);

type Model = typeof model extends fc.Arbitrary<infer M> ? M : never;

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const eye = (k: number) => range(k * k).map((i) => (i % (k + 1) === 0 ? 1 : 0));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => range(a.length).reduce((sum, i) => sum + a[i]! * b[i]!, 0);

/** log p(x): x ~ N(b, W W^T + s^2 I). */
const evidence = ({ W, b, s2, x }: Model): number => {
  const covariance = gram(W).map((w, i) => w + s2 * eye(W.length)[i]!);
  return mvnOf(b, covariance).logDensity(x);
};

/** p(z | x) = N(P^-1 W^T (x - b) / s^2, P^-1) with the precision P = I + W^T W / s^2. */
const posterior = ({ W, b, s2, x }: Model) => {
  const k = W[0]!.length;
  const columns = range(k).map((j) => W.map((row) => row[j]!));
  const precision = gram(columns).map((w, i) => w / s2 + eye(k)[i]!);
  const covariance = inverse(mvnOf(Array<number>(k).fill(0), precision).factor);
  const residual = x.map((xi, i) => (xi - b[i]!) / s2);
  const mean = range(k).map((i) =>
    range(k).reduce((m, j) => m + covariance[i * k + j]! * dot(columns[j]!, residual), 0),
  );
  return mvnOf(mean, Array.from(covariance));
};

/** E_q log p(x | z) = log N(x; W m + b, s^2 I) - tr(W S W^T) / 2 s^2, q = N(m, S = T T^T): the trace is |W T|^2. */
const expectedLogLikelihood = ({ W, b, s2, x, q }: Model): number => {
  const centre = W.map((row, i) => dot(row, q.mean) + b[i]!);
  const spread = W.reduce((sum, row) => {
    const projected = q.T.map((_, j) => row.reduce((p, w, i) => p + w * q.T[i]![j]!, 0));
    return sum + dot(projected, projected);
  }, 0);
  const at = orThrow(normal({ mean: centre, logvar: x.map(() => Math.log(s2)) })).logDensity(x);
  return at - spread / (2 * s2);
};

/**
 * Each term is computed to about 8 d^2 roundings of itself, times the condition of the matrices: P and the covariance
 * of x have their eigenvalues in [1, 1 + 12 / s^2] and s^2 [1, 1 + 12 / s^2], so it is at most 49 (|W|^2 <= 3 x 4).
 */
const bound = (terms: readonly number[]): number => 8 * 16 * 49 * u * terms.reduce((sum, t) => sum + Math.abs(t), 1);

describe("the evidence lower bound of a linear Gaussian model", () => {
  test("log p(x) - KL(q || posterior) = E_q log p(x|z) - KL(q || prior): 6,272 roundings of the terms", () => {
    fc.assert(
      fc.property(model, (m) => {
        const k = m.q.mean.length;
        const [q, prior] = [mvnOf(m.q.mean, gram(m.q.T)), mvnOf(Array<number>(k).fill(0), eye(k))];
        const gap = klMultivariateNormal(q, posterior(m)).value;
        const rate = klMultivariateNormal(q, prior).value;
        const [logP, reconstruction] = [evidence(m), expectedLogLikelihood(m)];
        const difference = logP - gap - (reconstruction - rate);
        expect(Math.abs(difference)).toBeLessThanOrEqual(bound([logP, gap, reconstruction, rate]));
        expect(reconstruction - rate).toBeLessThanOrEqual(logP + bound([logP, gap, reconstruction, rate]));
      }),
    );
  });

  test("with a diagonal q, as an encoder has: the KL to the prior by mean and log-variance", () => {
    fc.assert(
      fc.property(model, (m) => {
        const k = m.q.mean.length;
        const T = m.q.T.map((row, i) => row.map((t, j) => (i === j ? t : 0)));
        const diagonal: Model = { ...m, q: { mean: m.q.mean, T } };
        const gap = klMultivariateNormal(mvnOf(m.q.mean, gram(T)), posterior(diagonal)).value;
        const logvar = range(k).map((i) => 2 * Math.log(T[i]![i]!));
        const rate = klStandardNormal({ mean: m.q.mean, logvar }).value;
        const [logP, reconstruction] = [evidence(diagonal), expectedLogLikelihood(diagonal)];
        const difference = logP - gap - (reconstruction - rate);
        expect(Math.abs(difference)).toBeLessThanOrEqual(bound([logP, gap, reconstruction, rate]));
      }),
    );
  });

  test("the bound is tight at the posterior alone: another mean, moved by e, is below by e^T P e / 2 >= |e|^2 / 2", () => {
    fc.assert(
      fc.property(model, real(0.1, 1), (m, e) => {
        const exact = posterior(m);
        const mean = Array.from(exact.mean, (mi, i) => mi + (i === 0 ? e : 0));
        const moved = orThrow(multivariateNormal({ mean, factor: exact.factor }));
        const gap = klMultivariateNormal(moved, exact).value;
        expect(gap).toBeGreaterThanOrEqual((e * e) / 2 - bound([exact.width]));
      }),
    );
  });
});
