import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { vae as variational } from "../../../src/autoencoder/index.js";
import { gaussianHeads } from "../../../src/autoencoder/presets/presets.js";
import { compile as vae } from "../../../src/autoencoder/variational/vae.js";
import { key } from "../../../src/core/key.js";
import { tensor, tensor64 } from "../../../src/core/tensor.js";
import { blockOf } from "../../../src/core/tree.js";
import { elbo, logLikelihood } from "../../../src/flat.js";
import { sequence } from "../../../src/nn/definition.js";
import { linear } from "../../../src/nn/layers/linear.js";
import { multivariateNormal } from "../../../src/prob/multivariateNormal.js";
import { seeds } from "../../arbitraries/data.js";
import { right } from "../../arbitraries/models.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { normalBound, rate } from "../../laws/fit.js";

/**
 * z ~ N(0, 1), x = w z + b + N(0, I / 2): p(x) and p(z | x) are normal, the latter with precision 1 + 2 |w|^2. The
 * encoder is that posterior, its variance `spread` times as large and its mean `shift` of its deviations off.
 */
interface Linear {
  readonly w: readonly number[];
  readonly b: readonly number[];
  readonly x: readonly number[];
  readonly spread: number;
  readonly shift: number;
}

const number = fc.double({ min: -1.5, max: 1.5, noNaN: true });
const three = fc.tuple(number, number, number);
const linears = (spread: fc.Arbitrary<number>, shift: fc.Arbitrary<number>): fc.Arbitrary<Linear> =>
  fc.record({ w: three, b: three, x: three, spread, shift });

const model = right(
  vae({
    kind: "vae",
    shape: [3],
    encoder: sequence(["heads", gaussianHeads(1)]),
    decoder: sequence(["out", linear(3)]),
    likelihood: "mse",
    weights: { reconstruction: 1, kl: 1 },
  }),
);

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

const weightsOf = ({ w, b, spread, shift }: Linear) => {
  const variance = 1 / (1 + 2 * dot(w, w));
  const toMean = w.map((each) => 2 * each * variance);
  const params = right(
    blockOf(model.params, {
      "encoder.heads.mu.weight": tensor64([1, 3], toMean),
      "encoder.heads.mu.bias": tensor64([1], [shift * Math.sqrt(variance) - dot(toMean, b)]),
      "encoder.heads.logvar.weight": tensor64([1, 3], [0, 0, 0]),
      "encoder.heads.logvar.bias": tensor64([1], [Math.log(spread * variance)]),
      "decoder.out.weight": tensor64([3, 1], w),
      "decoder.out.bias": tensor64([3], b),
    }),
  );
  return { params, state: new Float32Array(0) };
};

const logDensity = ({ w, b, x }: Linear): number => {
  const covariance = w.flatMap((wi, i) => w.map((wj, j) => wi * wj + (i === j ? 0.5 : 0)));
  return right(multivariateNormal({ mean: b, covariance: tensor64([3, 3], covariance) })).logDensity(x);
};

const rows = ({ x }: Linear, n: number) =>
  tensor(
    [n, 3],
    Float32Array.from({ length: 3 * n }, (_, i) => x[i % 3]!),
  );

const mean = (values: Iterable<number>): number => {
  const all = [...values];
  return all.reduce((sum, v) => sum + v, 0) / all.length;
};

describe.each(runtimes)("evidence ($simd)", (runtime) => {
  test("with the true posterior every draw has the weight p(x): within 1e-4 of log p(x), |terms| < 100 in float32", () =>
    fc.assert(
      fc.property(
        linears(fc.constant(1), fc.constant(0)),
        seeds,
        fc.integer({ min: 1, max: 300 }),
        (drawn, seed, draws) => {
          const [estimate] = logLikelihood(runtime, model, weightsOf(drawn), rows(drawn, 1), key(seed), draws);
          expect(Math.abs(estimate! - logDensity(drawn))).toBeLessThan(1e-4);
        },
      ),
    ));

  test(`with a wider one 4,000 draws come near log p(x): beyond Bernstein's bound with probability ${rate}`, () =>
    fc.assert(
      fc.property(
        linears(fc.double({ min: 1.3, max: 3, noNaN: true }), fc.double({ min: -0.5, max: 0.5, noNaN: true })),
        seeds,
        (drawn, seed) => {
          const { spread: s, shift } = drawn;
          const k = 4000;
          // r = p(z | x) / q(z | x): its mean is 1, its variance and largest value follow from the two normals.
          const variance = (s / Math.sqrt(2 * s - 1)) * Math.exp(shift ** 2 / (2 * s - 1)) - 1;
          const largest = Math.sqrt(s) * Math.exp(shift ** 2 / (2 * (s - 1)));
          const l = Math.log(2 / rate);
          const linearPart = (largest * l) / (3 * k);
          const bound = linearPart + Math.sqrt(linearPart ** 2 + (2 * variance * l) / k);
          const [estimate] = logLikelihood(runtime, model, weightsOf(drawn), rows(drawn, 1), key(seed), k);
          expect(Math.abs(estimate! - logDensity(drawn))).toBeLessThan(-Math.log(1 - bound) + 1e-4);
        },
      ),
      { numRuns: 20 },
    ));

  test(`the ELBO is log p(x) - KL(q || p(z | x)) on average, and never above: within ${normalBound} standard errors`, () =>
    fc.assert(
      fc.property(
        linears(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })),
        seeds,
        (drawn, seed) => {
          const { spread: s, shift } = drawn;
          const n = 4000;
          const {
            elbo: bounds,
            reconstruction,
            kl,
          } = elbo(runtime, model, weightsOf(drawn), rows(drawn, n), key(seed));
          const average = mean(bounds);
          const deviation = Math.sqrt(mean([...bounds].map((v) => (v - average) ** 2)) / n);
          const gap = (s + shift ** 2 - 1 - Math.log(s)) / 2;
          expect(Math.abs(average - (logDensity(drawn) - gap))).toBeLessThan(normalBound * deviation + 1e-4);
          expect([...bounds].every((v, i) => v === -(reconstruction[i]! + kl[i]!))).toBe(true);
        },
      ),
      { numRuns: 20 },
    ));

  test(`on average 5 draws are at least the ELBO: short of it with probability ${rate}`, () =>
    fc.assert(
      fc.property(
        linears(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })),
        seeds,
        (drawn, seed) => {
          const n = 500;
          const weights = weightsOf(drawn);
          const five = logLikelihood(runtime, model, weights, rows(drawn, n), key(seed), 5);
          const one = elbo(runtime, model, weights, rows(drawn, n), key(seed + 1)).elbo;
          const rises = Array.from(five, (v, i) => v - one[i]!);
          const average = mean(rises);
          const error = Math.sqrt(mean(rises.map((v) => (v - average) ** 2)) / n);
          expect(average).toBeGreaterThan(-normalBound * error - 1e-4);
        },
      ),
      { numRuns: 10 },
    ));

  test("estimates hang on key and example alone: more draws or rows around change no other row's bits", () => {
    const drawn: Linear = { w: [1, 0.5, -1], b: [0, 0, 0], x: [0.2, 0.4, -0.1], spread: 2, shift: 0.3 };
    const weights = weightsOf(drawn);
    const [few, many] = [3, 700].map((n) => logLikelihood(runtime, model, weights, rows(drawn, n), key(1), 7));
    expect([...few!]).toEqual([...many!].slice(0, 3));
    const [short, long] = [3, 700].map((n) => elbo(runtime, model, weights, rows(drawn, n), key(1)).elbo);
    expect([...short!]).toEqual([...long!].slice(0, 3));
  });

  test("weights of another model are refused, and rows of another shape", () => {
    const none = { params: new Float32Array(3), state: new Float32Array(0) };
    const [three, two] = [tensor64([1, 3], [0, 0, 0]), tensor64([1, 2], [0, 0])];
    expect(variational.elbo(runtime, key(0), model, none, three)).toMatchObject({ left: { kind: "ShapeMismatch" } });
    const fitting = model.init(runtime, key(0));
    expect(variational.elbo(runtime, key(0), model, fitting, two)).toMatchObject({ left: { kind: "ShapeMismatch" } });
  });
});

test("an encoder of an odd number of outputs cannot be split", () => {
  const odd = vae({ ...model.definition, encoder: sequence(["out", linear(3)]) });
  expect(E.isLeft(odd) && odd.left.kind).toBe("ShapeMismatch");
});
