import { describe, expect, test } from "vitest";
import { type Tensor, tensor64 } from "../../src/core/tensor.js";
import type { Distribution } from "../../src/prob/distribution.js";
import { normPpf } from "../../src/prob/standardNormal.js";
import { type Known, knownBernoulli, knownCategorical, knownMvn, knownNormal } from "../arbitraries/distributions.js";
import { densityComplaints, samplerComplaints } from "../laws/distribution.js";

const broken = (known: Known, mutation: Partial<Distribution>): Known => ({
  ...known,
  distribution: { ...known.distribution, ...mutation },
});

describe("the density laws catch", () => {
  const known = knownNormal({ mean: [1, -2], logvar: [0.5, -1] });
  const { distribution: p } = known;

  test("nothing, where nothing is broken", () => expect(densityComplaints(known)).toEqual([]));

  test.each<[string, Partial<Distribution>, string]>([
    ["a constant that was left out", { logDensity: (x) => p.logDensity(x) + 1e-10 }, "normalisation"],
    [
      "half the quadratic form",
      { logDensity: (x) => p.logDensity(p.mean) * 0.5 + p.logDensity(x) * 0.5 },
      "normalisation",
    ],
    ["a density that has moved", { logDensity: (x) => p.logDensity([x[0]! - 1e-9, x[1]!]) }, "mean"],
    ["a mean of another", { mean: Float64Array.of(1, -2 + 1e-9) }, "mean"],
    ["an entropy in bits", { entropy: p.entropy / Math.LN2 }, "entropy"],
  ])("%s", (_, mutation, law) => {
    expect(densityComplaints(broken(known, mutation)).join("\n")).toMatch(law);
  });

  test("probabilities that do not add up to 1", () => {
    const bits = knownBernoulli({ logits: [0.5] });
    const off = { logDensity: (x: ArrayLike<number>) => bits.distribution.logDensity(x) - (x[0] === 1 ? 1e-10 : 0) };
    expect(densityComplaints(broken(bits, off)).join("\n")).toMatch("normalisation");
  });
});

/** The van der Corput sequence: the digits of i mirrored at the point, more even on [0, 1] than any random draw. */
const even = (i: number, base: number): number =>
  i === 0 ? 0 : ((i % base) + even(Math.floor(i / base), base)) / base;

const n = 4000;

/** n rows made of points that fill the square evenly. */
const rowsOf = (width: number, row: (v: readonly [number, number]) => readonly number[]): Tensor =>
  tensor64([n, width], Array.from({ length: n }, (_, i) => row([even(i + 1, 2), even(i + 1, 3)])).flat());

describe("the sampler laws catch", () => {
  const [T, mean] = [
    [
      [0.5, 0],
      [0.8, 1.5],
    ],
    [1, -2],
  ] as const;
  const full = knownMvn({ mean, T });
  const normals = (row: (z: readonly [number, number]) => readonly number[]) =>
    rowsOf(2, ([v, w]) => row([normPpf(v), normPpf(w)]));
  const affine = ([z0, z1]: readonly [number, number]) => [1 + T[0][0] * z0, -2 + T[1][0] * z0 + T[1][1] * z1];

  test("nothing, where nothing is broken", () => expect(samplerComplaints(full, normals(affine))).toEqual([]));

  test.each<[string, Tensor, string]>([
    ["a mean off by a fifth of sigma", normals((z) => affine(z).map((x) => x + 0.1)), "mean of x0"],
    ["the covariance for its factor", normals(([a, b]) => affine([0.5 * a, 1.7 * b])), "covariance of x0, x0"],
    ["the transposed factor", normals(([a, b]) => [1 + 0.5 * a + 0.8 * b, -2 + 1.5 * b]), "covariance of x1, x1"],
    ["one draw used for both coordinates", normals(([a]) => affine([a, a])), "covariance of x0, x1"],
    [
      "the right moments of another law",
      rowsOf(2, ([v, w]) => affine([Math.sqrt(12) * (v - 0.5), Math.sqrt(12) * (w - 0.5)])),
      "distribution function",
    ],
    ["no noise", normals(() => mean), "entropy"],
    ["NaN", normals(() => [Number.NaN, 0]), "mean of x0"],
  ])("%s", (_, draws, law) => {
    expect(samplerComplaints(full, draws).join("\n")).toMatch(law);
  });

  test("a bit with the wrong side, a class that is never drawn", () => {
    const bits = knownBernoulli({ logits: [0.5, -2] });
    const [p, q] = [bits.distribution.mean[0]!, bits.distribution.mean[1]!];
    const drawn = (side: number) => rowsOf(2, ([v, w]) => [Math.abs(side - Number(v < p)), Number(w < q)]);
    expect(samplerComplaints(bits, drawn(0))).toEqual([]);
    expect(samplerComplaints(bits, drawn(1)).join("\n")).toMatch("mean of x0");

    const classes = knownCategorical({ logits: [0, 0, -2] });
    const r = classes.distribution.mean[0]!;
    const upTo = (third: number) => rowsOf(3, ([v]) => (v < r ? [1, 0, 0] : v < third ? [0, 1, 0] : [0, 0, 1]));
    expect(samplerComplaints(classes, upTo(2 * r))).toEqual([]);
    expect(samplerComplaints(classes, upTo(1)).join("\n")).toMatch("mean of x2");
  });
});
