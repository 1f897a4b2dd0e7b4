/**
 * The laws of a distribution. A law is a predicate that says in words what is broken, so that a mutation test can ask
 * whether a broken instance is caught, and by which law.
 */
import type { Tensor } from "../../src/core/tensor.js";
import type { Known } from "../arbitraries/distributions.js";

/** A number for each row of a distribution. */
type Statistic = (x: ArrayLike<number>) => number;

/** E[f(x)] by the nodes. */
const expectation = ({ distribution, nodes }: Known, f: Statistic): number =>
  nodes.reduce((sum, { x, weight }) => {
    const density = weight * Math.exp(distribution.logDensity(x));
    return density === 0 ? sum : sum + density * f(x);
  }, 0);

/**
 * What rounding may move an expectation by, relative to the size of its terms. At x, |log p| is off by about
 * (x - mean)/sigma * |x|/sigma roundings, the last factor for the rounding of the node: under 12 * 23 for |mean| <= 5,
 * sigma >= 0.47, where the density matters. Adding n terms in turn gives n more at most, 97^2 on a lattice; the errors
 * of single terms have either sign.
 */
export const quadratureBound = (known: Known): number => (300 + known.nodes.length) * 2 ** -53;

const differs = (what: string, got: number, expected: number, bound: number): readonly string[] =>
  Math.abs(got - expected) <= bound ? [] : [`${what}: ${got} is not ${expected} within ${bound}`];

/** The density sums to 1, and the stated mean and entropy are those of the density. */
export const densityComplaints = (known: Known): readonly string[] => {
  const { distribution } = known;
  const bound = quadratureBound(known);
  const size = (f: Statistic) => 1 + expectation(known, (x) => Math.abs(f(x)));
  const mean = Array.from(distribution.mean);
  return [
    ...differs(
      "normalisation",
      expectation(known, () => 1),
      1,
      bound,
    ),
    ...mean.flatMap((m, j) =>
      differs(
        "mean",
        expectation(known, (x) => x[j]!),
        m,
        bound * size((x) => x[j]!),
      ),
    ),
    ...differs(
      "entropy",
      expectation(known, (x) => -distribution.logDensity(x)),
      distribution.entropy,
      bound * size(distribution.logDensity),
    ),
  ];
};

/** log(2 / rate) for the failure rate 1e-9 of one statistical comparison, when nothing is broken. */
export const rate = 1e-9;
const L = Math.log(2 / rate);

/**
 * How far the mean of f over n draws may lie from E f, but for `rate`: Bernstein's inequality,
 * P(|mean - E f| > sqrt(2 v L / n) + b L / n) <= 2 exp(-L), v the variance. A bounded f has b = max |f - E f| / 3; a
 * polynomial of degree 2 of normals, g^T M g + ..., has b = 2 |M|, at most sqrt(2 v) because v >= 2 |M|^2
 * (Boucheron, Lugosi & Massart, Concentration Inequalities, 2.8 and example 2.12).
 */
export const deviation = (
  known: Known,
  f: Statistic,
  n: number,
): { readonly mean: number; readonly allowed: number } => {
  const mean = expectation(known, f);
  const v = Math.max(
    0,
    expectation(known, (x) => (f(x) - mean) ** 2),
  );
  const b =
    known.tails === "gaussian"
      ? Math.sqrt(2 * v)
      : known.nodes.reduce((most, { x }) => Math.max(most, Math.abs(f(x) - mean)), 0) / 3;
  return { mean, allowed: Math.sqrt((2 * v * L) / n) + (b * L) / n + 1e-12 * (1 + Math.abs(mean)) };
};

const rowsOf = ({ shape, data }: Tensor): readonly (readonly number[])[] => {
  const [n, width] = [shape[0]!, shape[1]!];
  return Array.from({ length: n }, (_, i) => Array.from({ length: width }, (__, j) => data[i * width + j]!));
};

/** sup |F_n - F| for numbers that should be uniform on [0, 1]. */
const kolmogorov = (uniforms: readonly number[]): number => {
  const sorted = Float64Array.from(uniforms).sort();
  return sorted.reduce((most, u, i) => Math.max(most, u - i / sorted.length, (i + 1) / sorted.length - u), 0);
};

/**
 * Draws against the density: means and products of coordinates, and the entropy, by Bernstein's bound; for the continuous,
 the empirical distribution function by the Dvoretzky-Kiefer-Wolfowitz inequality,
 * P(sup |F_n - F| > sqrt(L / 2n)) <= 2 exp(-L) (Massart, 1990). Each comparison fails at the rate 1e-9 at most.
 */
export const samplerComplaints = (known: Known, draws: Tensor): readonly string[] => {
  const { distribution, uniforms } = known;
  const rows = rowsOf(draws);
  const agrees = (what: string, f: Statistic, expected?: number) => {
    const { mean, allowed } = deviation(known, f, rows.length);
    return differs(what, rows.reduce((sum, x) => sum + f(x), 0) / rows.length, expected ?? mean, allowed);
  };
  const axes = Array.from(distribution.mean, (m, j) => ({ m, j }));
  const u = uniforms === undefined ? [] : rows.flatMap(uniforms);
  return [
    ...axes.flatMap(({ j }) => agrees(`mean of x${j}`, (x) => x[j]!)),
    ...axes.flatMap(({ m, j }) =>
      axes.slice(j).flatMap((k) => agrees(`covariance of x${j}, x${k.j}`, (x) => (x[j]! - m) * (x[k.j]! - k.m))),
    ),
    ...agrees("entropy", (x) => -distribution.logDensity(x), distribution.entropy),
    ...(u.length === 0 ? [] : differs("distribution function", kolmogorov(u), 0, Math.sqrt(L / (2 * u.length)))),
  ];
};
