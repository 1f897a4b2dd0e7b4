import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { type Tensor, tensor } from "../../../src/core/tensor.js";
import type { Latent } from "../../../src/em/latent.js";
import type { MissingPattern } from "../../../src/em/mixture/missingPatterns.js";
import { type MixtureSetting, mixtureLatent, prepare } from "../../../src/em/mixture/model.js";
import { meanOf, points } from "../../../src/em/mixture/points.js";
import type { MixtureStatistics } from "../../../src/em/mixture/statistics.js";
import { extentsOf, type Mixture } from "../../../src/em/mixture/theta.js";
import { describe, type Failure } from "../../../src/failure.js";
import { cholesky, inverse } from "../../../src/prob/cholesky.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { stream } from "../../arbitraries/data.js";
import {
  type Cloud,
  type CloudOptions,
  clouds,
  covariances,
  part,
  plainOf,
  rowsOf,
} from "../../arbitraries/mixtures.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { type EmInstance, emLaws } from "../../laws/em.js";
import { logDensity, logJoint } from "../../reference/mixture.js";

type MixtureModel = Latent<Mixture, readonly MissingPattern[], MixtureStatistics>;

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** sum_n w_n log p(x_n); of a hard E-step the bound is that of its one-hot q. */
const evidence = ({ x, weights }: Cloud, theta: Mixture, hard: boolean): number => {
  const plain = plainOf(theta);
  return rowsOf(x).reduce(
    (sum, row, n) => sum + weights[n]! * (hard ? Math.max(...logJoint(row, plain)) : logDensity(row, plain)),
    0,
  );
};

const moved = ({ shape, data }: Tensor, change: (value: number, i: number) => number): Tensor =>
  tensor(shape, Float64Array.from(data, change));

/** A mixture near by, of the same kind: C becomes D C D with a diagonal D near the identity. */
const jitter = (theta: Mixture, seed: number): Mixture => {
  const next = stream(seed);
  const { k, d } = extentsOf(theta);
  const scales = Float64Array.from({ length: k * d }, () => 1 + 0.05 * (next() - 0.5));
  const at = (i: number): number => {
    const [block, row, column] = [Math.floor(i / (d * d)), Math.floor(i / d) % d, i % d];
    const dense = theta.covariance === "full" || theta.covariance === "tied";
    return dense ? scales[block * d + row]! * scales[block * d + column]! : scales[i]!;
  };
  const masses = Float64Array.from(theta.weights.data, (w) => w * (1 + 0.1 * next()));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return {
    ...theta,
    weights: moved(theta.weights, (_, j) => masses[j]! / total),
    means: moved(theta.means, (m) => m + 0.1 * (next() - 0.5)),
    covariances: moved(theta.covariances, (c, i) => c * at(i)),
  };
};

/** Unit roundoff times a margin for the lengths of the sums: points of a cloud, entries of a covariance. */
const roundoff = 2 ** -53 * 256;

/** tr(C) tr(C^-1), at least the condition number, and tr(C^-1), of the worst covariance. */
const conditionOf = (theta: Mixture): { readonly condition: number; readonly precision: number } => {
  const { d } = extentsOf(theta);
  const traces = plainOf(theta).covariances.map((matrix) => {
    const inverted = inverse(right(cholesky(matrix.flat(), d)));
    const trace = (entry: (a: number) => number): number =>
      Array.from({ length: d }, (_, a) => entry(a)).reduce((sum, value) => sum + value, 0);
    return { covariance: trace((a) => matrix[a]![a]!), precision: trace((a) => inverted[a * d + a]!) };
  });
  return {
    condition: Math.max(...traces.map(({ covariance, precision }) => covariance * precision)),
    precision: Math.max(...traces.map(({ precision }) => precision)),
  };
};

const largest = (values: Float64Array): number => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

interface Options extends CloudOptions {
  readonly hard?: boolean;
}

const instance = (
  runtime: Runtime,
  options: Options,
  change: (model: MixtureModel, settings: MixtureSetting) => MixtureModel = (model) => model,
): EmInstance<Cloud, Mixture, readonly MissingPattern[], MixtureStatistics> => ({
  name: [
    runtime.simd,
    options.covariance,
    ...(options.missing ? ["values missing"] : []),
    ...(options.weighted ? ["weighted"] : []),
    ...(options.hard ? ["hard"] : []),
  ].join(", "),
  problems: clouds(options),
  open: (cloud) => {
    const workspace = runtime.workspace();
    const { x, weights, start, seed } = cloud;
    const set = right(points(x, { weights }));
    const { k, d } = extentsOf(start);
    const pivot = right(meanOf(set));
    const hard = options.hard ?? false;
    const settings = { k, d, covariance: options.covariance, pivot, covarianceFloor: 0, hard };
    const cut = 1 + (seed % (set.count - 1));
    const { condition } = conditionOf(start);
    return {
      model: change(mixtureLatent(workspace, settings), settings),
      start,
      whole: prepare(workspace, set, pivot),
      pieces: [part(set, 0, cut), part(set, cut, set.count)].map((piece) => prepare(workspace, piece, pivot)),
      logLikelihood: (theta) => evidence(cloud, theta, hard),
      numbers: ({ counts, sums, squares, count, entropy }) => [...counts, ...sums, ...squares, count, entropy],
      // an inverse is as exact as its condition number lets it be; it multiplies the squares about the pivot
      boundError: (theta, stats) => {
        const { condition: worst, precision } = conditionOf(theta);
        const far = largest(Float64Array.from(theta.means.data, (m, i) => m - pivot[i % d]!)) ** 2;
        const squares = d * d * (largest(stats.squares) + stats.count * far);
        const logs = 10 + Math.abs(Math.log(precision)) + Math.log(worst);
        return roundoff * (worst * precision * squares + d * stats.count * logs);
      },
      // a responsibility does not depend on its place, so chunks differ in the order of their sums alone; what is
      // missing goes through a regression, as exact as the condition number lets it be
      statsError: roundoff * (options.missing ? condition : 1),
      scale: (stats) => stats.count * d * 5 + largest(stats.squares) + largest(stats.sums) + Math.abs(stats.entropy),
      nearby: jitter,
    };
  },
});

for (const runtime of runtimes)
  for (const covariance of covariances)
    for (const variant of [{}, { missing: true, weighted: true }, { missing: true, hard: true }]) {
      const laws = instance(runtime, { covariance, ...variant });
      suite(`the mixture obeys the laws of EM (${laws.name})`, () => {
        for (const [name, law] of Object.entries(emLaws(laws))) test(name, law);
      });
    }

suite("the laws of EM catch a broken mixture", () => {
  const [runtime] = runtimes;
  const mutants: Readonly<Record<string, (model: MixtureModel, settings: MixtureSetting) => MixtureModel>> = {
    "an M-step that divides by one point less": (model) => ({
      ...model,
      maximise: (stats) =>
        E.map((theta: Mixture) => ({
          ...theta,
          covariances: moved(theta.covariances, (c) => (c * stats.count) / (stats.count - 1)),
        }))(model.maximise(stats)),
    }),
    "a floor that the bound knows nothing of": (model, settings) => ({
      ...model,
      maximise: mixtureLatent(runtime!.workspace(), { ...settings, covarianceFloor: 0.1 }).maximise,
    }),
    "statistics without their entropy": (model) => ({
      ...model,
      expect: (theta, chunk) => ({ ...model.expect(theta, chunk), entropy: 0 }),
    }),
    "a sum that forgets the first summand": (model) => ({
      ...model,
      stats: { ...model.stats, concat: (a, b) => (a.count > b.count ? a : b) },
    }),
    "a bound without the weights of the components": (model) => ({
      ...model,
      bound: (theta, stats) => model.bound({ ...theta, weights: moved(theta.weights, () => 1) }, stats),
    }),
    "squares about another pivot": (model, settings) => ({
      ...model,
      expect: mixtureLatent(runtime!.workspace(), { ...settings, pivot: settings.pivot.map((p) => p + 1) }).expect,
    }),
  };
  const breaks = (law: () => void): boolean => {
    try {
      law();
      return false;
    } catch {
      return true;
    }
  };
  test.each(Object.entries(mutants))("%s", (_, change) => {
    const broken = instance(runtime!, { covariance: "full", missing: true }, change);
    const laws = emLaws({ ...broken, problems: fc.noShrink(broken.problems) });
    expect(Object.values(laws).some(breaks)).toBe(true);
  });
});
