import fc from "fast-check";
import { tensor64 } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import { bernoulli } from "../../src/prob/bernoulli.js";
import { categorical } from "../../src/prob/categorical.js";
import type { Distribution, Logits, NormalParameters } from "../../src/prob/distribution.js";
import { type MultivariateNormal, multivariateNormal } from "../../src/prob/multivariateNormal.js";
import { normal } from "../../src/prob/normal.js";
import { normCdf } from "../../src/prob/standardNormal.js";

/** A point of a sum that stands for an integral: int f(x) dx = sum of weight f(x). */
export interface Node {
  readonly x: Float64Array;
  readonly weight: number;
}

/** A distribution with what is known of it from its construction alone, not from the code under test. */
export interface Known<D extends Distribution = Distribution> {
  readonly distribution: D;
  /** Sums over them are expectations, exact to rounding (see `lattice`). */
  readonly nodes: readonly Node[];
  /** How statistics deviate: those of a bounded variable, or polynomials of degree 2 of normal ones. */
  readonly tails: "bounded" | "gaussian";
  /** Continuous: independent and uniform on [0, 1] for a draw x. */
  readonly uniforms?: (x: ArrayLike<number>) => readonly number[];
  /** A counterexample is printed as its parameters. */
  readonly [fc.toStringMethod]: () => string;
}

const step = 1 / 4;
const reach = 12;

/**
 * The trapezoidal rule on x = mean + T u, u in [-12, 12]^d in steps of 1/4. For a Gaussian times a polynomial it is exact
 * to exp(-2 pi^2 / step^2) = 1e-137 (Poisson's summation formula) and the tails beyond 12 hold 1e-32.
 */
const lattice = (mean: readonly number[], T: readonly (readonly number[])[]): readonly Node[] => {
  const d = mean.length;
  const ticks = Array.from({ length: (2 * reach) / step + 1 }, (_, i) => i * step - reach);
  const points = mean.reduce<readonly number[][]>((us) => us.flatMap((u) => ticks.map((tick) => [...u, tick])), [[]]);
  const weight = T.reduce((volume, row, i) => volume * row[i]! * step, 1);
  return points.map((u) => ({
    x: Float64Array.from({ length: d }, (_, i) => u.reduce((x, uj, j) => x + T[i]![j]! * uj, mean[i]!)),
    weight,
  }));
};

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const reals = (n: number, min: number, max: number) => fc.array(real(min, max), { minLength: n, maxLength: n });

export const dimension = fc.integer({ min: 1, max: 2 });

export const normalParameters = (d: number): fc.Arbitrary<NormalParameters & { readonly mean: number[] }> =>
  fc.record({ mean: reals(d, -5, 5), logvar: reals(d, -1.5, 1.5) });

export const knownNormal = (given: NormalParameters): Known => {
  const { mean, logvar } = given;
  const sigma = Array.from(logvar, (l) => Math.exp(l / 2));
  const T = sigma.map((s, i) => sigma.map((_, j) => (i === j ? s : 0)));
  return {
    [fc.toStringMethod]: () => fc.stringify(given),
    distribution: orThrow(normal(given)),
    nodes: lattice(Array.from(mean), T),
    tails: "gaussian",
    uniforms: (x) => sigma.map((s, j) => normCdf((x[j]! - mean[j]!) / s)),
  };
};

/** A normal with full covariance by the lower triangle that it is made of, covariance T T^T. */
export interface Triangle {
  readonly mean: readonly number[];
  readonly T: readonly (readonly number[])[];
}

export const triangle = (d: number): fc.Arbitrary<Triangle> =>
  fc
    .tuple(reals(d, -5, 5), fc.array(reals(d, -1, 1), { minLength: d, maxLength: d }), reals(d, 0.5, 2))
    .map(([mean, below, diagonal]) => ({
      mean,
      T: below.map((row, i) => row.map((t, j) => (i === j ? diagonal[i]! : j < i ? t : 0))),
    }));

/** T T^T, row-major. */
export const gram = (T: readonly (readonly number[])[]): readonly number[] =>
  T.flatMap((row) => T.map((other) => row.reduce((sum, t, k) => sum + t * other[k]!, 0)));

export const mvnOf = (mean: readonly number[], covariance: readonly number[]): MultivariateNormal => {
  return orThrow(multivariateNormal({ mean, covariance: tensor64([mean.length, mean.length], covariance) }));
};

/** u with T u = x - mean: independent standard normals. */
const whitened = ({ mean, T }: Triangle, x: ArrayLike<number>): readonly number[] => {
  const u: number[] = [];
  for (const [i, row] of T.entries()) u.push(u.reduce((s, uj, j) => s - row[j]! * uj, x[i]! - mean[i]!) / row[i]!);
  return u;
};

export const knownMvn = (given: Triangle): Known<MultivariateNormal> => ({
  [fc.toStringMethod]: () => fc.stringify(given),
  distribution: mvnOf(given.mean, gram(given.T)),
  nodes: lattice(given.mean, given.T),
  tails: "gaussian",
  uniforms: (x) => whitened(given, x).map(normCdf),
});

export const logits = (n: number): fc.Arbitrary<{ readonly logits: number[] }> =>
  fc.record({ logits: reals(n, -4, 4) });

export const knownBernoulli = (given: Logits): Known => {
  const d = given.logits.length;
  const bits = (i: number) => Float64Array.from({ length: d }, (_, j) => (i >> j) & 1);
  return {
    [fc.toStringMethod]: () => fc.stringify(given),
    distribution: orThrow(bernoulli(given)),
    nodes: Array.from({ length: 2 ** d }, (_, i) => ({ x: bits(i), weight: 1 })),
    tails: "bounded",
  };
};

export const knownCategorical = (given: Logits): Known => ({
  [fc.toStringMethod]: () => fc.stringify(given),
  distribution: orThrow(categorical(given)),
  nodes: Array.from(given.logits, (_, c) => ({
    x: Float64Array.from(given.logits, (__, i) => (i === c ? 1 : 0)),
    weight: 1,
  })),
  tails: "bounded",
});

export const few = fc.integer({ min: 1, max: 5 });

/** One row a family: what the laws run on. */
export const families: Readonly<Record<string, fc.Arbitrary<Known>>> = {
  normal: dimension.chain(normalParameters).map(knownNormal),
  "multivariate normal": dimension.chain(triangle).map(knownMvn),
  bernoulli: few.chain(logits).map(knownBernoulli),
  categorical: few.chain(logits).map(knownCategorical),
};

/** Two of one family and dimension. */
export const twoOf = <A>(n: fc.Arbitrary<number>, one: (n: number) => fc.Arbitrary<A>): fc.Arbitrary<readonly [A, A]> =>
  n.chain((count) => fc.tuple(one(count), one(count)));
