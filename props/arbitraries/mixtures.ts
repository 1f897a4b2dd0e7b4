import fc from "fast-check";
import { type Tensor, tensor, tensor64 } from "../../src/core/tensor.js";
import type { Points } from "../../src/em/mixture/points.js";
import {
  type Covariance,
  covarianceShape,
  extentsOf,
  type Mixture,
  type MixtureExtents,
} from "../../src/em/mixture/theta.js";
import type { PlainMixture } from "../reference/mixture.js";
import { type Stream, seeds, stream } from "./data.js";

export const covariances: readonly Covariance[] = ["full", "tied", "diagonal", "spherical"];

/** Points drawn from a mixture, and another mixture to start from. */
export interface Cloud {
  readonly x: Tensor;
  readonly weights: Float64Array;
  readonly start: Mixture;
  readonly seed: number;
}

export interface CloudOptions {
  readonly covariance: Covariance;
  /** Some points lack some coordinates, a few all of them. */
  readonly missing?: boolean;
  /** Weights other than 1: some of them 0. */
  readonly weighted?: boolean;
}

const normal = (next: Stream): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** A A^T + I / 2, A of numbers in [-1, 1): eigenvalues from 1/2 to 1/2 + d^2. */
const spreadOf = (d: number, next: Stream): readonly (readonly number[])[] => {
  const rows = Array.from({ length: d }, () => Array.from({ length: d }, () => 2 * next() - 1));
  return rows.map((row, i) =>
    rows.map((other, l) => row.reduce((sum, v, a) => sum + v * other[a]!, 0) + (i === l ? 0.5 : 0)),
  );
};

/** A mixture whose means are a few standard deviations apart. */
export const mixtureOf = (covariance: Covariance, extents: MixtureExtents, seed: number): Mixture => {
  const { k, d } = extents;
  const next = stream(seed);
  const masses = Array.from({ length: k }, () => 0.2 + next());
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const means = Array.from({ length: k * d }, () => 10 + 8 * (next() - 0.5));
  const matrix = (): readonly number[] => spreadOf(d, next).flat();
  const variances = (n: number): readonly number[] => Array.from({ length: n }, () => 0.5 + next());
  const spreads = {
    full: () => Array.from({ length: k }, matrix).flat(),
    tied: matrix,
    diagonal: () => variances(k * d),
    spherical: () => variances(k),
  };
  return {
    covariance,
    weights: tensor64(
      [k],
      masses.map((mass) => mass / total),
    ),
    means: tensor64([k, d], means),
    covariances: tensor64(covarianceShape(covariance, extents), spreads[covariance]()),
  };
};

/** The same mixture with a matrix for every component. */
export const plainOf = (theta: Mixture): PlainMixture => {
  const { k, d } = extentsOf(theta);
  const values = theta.covariances.data;
  const entry = (j: number, a: number, b: number): number => {
    const entries = {
      full: values[(j * d + a) * d + b],
      tied: values[a * d + b],
      diagonal: a === b ? values[j * d + a] : 0,
      spherical: a === b ? values[j] : 0,
    };
    return entries[theta.covariance]!;
  };
  const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
  return {
    weights: [...theta.weights.data],
    means: range(k).map((j) => range(d).map((a) => theta.means.data[j * d + a]!)),
    covariances: range(k).map((j) => range(d).map((a) => range(d).map((b) => entry(j, a, b)))),
  };
};

/** A tensor's rows. */
export const rowsOf = ({ shape, data }: Tensor): readonly (readonly number[])[] =>
  Array.from({ length: shape[0]! }, (_, n) => Array.from({ length: shape[1]! }, (_row, a) => data[n * shape[1]! + a]!));

const draw = (truth: Mixture, count: number, missing: boolean, next: Stream): Tensor => {
  const { d } = extentsOf(truth);
  const { weights, means, covariances: spreads } = plainOf(truth);
  const data = new Float64Array(count * d);
  const patterns = [0, 0, 0.3, 0.3, 0.3, 1].map((share) => Array.from({ length: d }, () => next() < share));
  for (let n = 0; n < count; n++) {
    let u = next();
    const j = Math.max(
      0,
      weights.findIndex((w) => (u -= w) < 0),
    );
    // any vector of about the right length will do: the data need not be normal
    for (let a = 0; a < d; a++) data[n * d + a] = means[j]![a]! + Math.sqrt(spreads[j]![a]![a]!) * normal(next);
    if (!missing) continue;
    const pattern = patterns[Math.floor(next() * patterns.length)]!;
    for (let a = 0; a < d; a++) if (pattern[a]) data[n * d + a] = Number.NaN;
  }
  return tensor([count, d], data);
};

/** Small clouds; shrinks towards one component, one dimension and few points. */
export const clouds = ({ covariance, missing = false, weighted = false }: CloudOptions): fc.Arbitrary<Cloud> =>
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 40, max: 90 }), seeds)
    .map(([k, d, count, seed]) => {
      const next = stream(seed + 1);
      const weights = Float64Array.from({ length: count }, () => (weighted ? Math.floor(4 * next()) / 2 : 1));
      return {
        x: draw(mixtureOf(covariance, { k, d }, seed), count, missing, next),
        weights,
        start: mixtureOf(covariance, { k, d }, seed + 100),
        seed,
      };
    });

/** The points [from, to): a chunk of them. */
export const part = ({ d, data, weights }: Points, from: number, to: number): Points => ({
  count: to - from,
  d,
  data: Float64Array.from(data).subarray(from * d, to * d),
  weights: Float64Array.from({ length: to - from }, (_, n) => weights[from + n]!),
});
