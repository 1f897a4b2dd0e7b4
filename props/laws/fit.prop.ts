import { describe, expect, test } from "vitest";
import { stream } from "../arbitraries/data.js";
import {
  chiSquare,
  chiSquareBound,
  counted,
  kolmogorovSmirnov,
  kolmogorovSmirnovBound,
  normalBound,
  normalCdf,
  standardised,
} from "./fit.js";

const n = 1 << 18;
const next = stream(1);
const uniform = Float64Array.from({ length: n }, next);
const normal = uniform.map((u) => Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * next()));

/** Irwin and Hall: of variance 1, and too light in the tails. */
const sumsOfThree = uniform.map((u) => 2 * (u + next() + next() - 1.5));

const fitsUniform = (sample: Float64Array): boolean => kolmogorovSmirnov(sample, (x) => x) < kolmogorovSmirnovBound(n);
const fitsNormal = (sample: Float64Array): boolean =>
  kolmogorovSmirnov(sample, normalCdf) < kolmogorovSmirnovBound(n) &&
  Math.abs(standardised(sample, (x) => x ** 4, 3, 96)) < normalBound;
const fair = (cells: Float64Array): boolean => chiSquare(counted(cells, 6)) < chiSquareBound(5);

describe("goodness of fit", () => {
  test("passes sound samples of another generator", () => {
    expect([fitsUniform(uniform), fitsNormal(normal), fair(uniform.map((u) => Math.floor(6 * u)))]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test.each<[string, boolean]>([
    ["six bits of resolution", fitsUniform(uniform.map((u) => Math.floor(64 * u) / 64))],
    ["a power of 0.98", fitsUniform(uniform.map((u) => u ** 0.98))],
    ["normal numbers clipped at 3", fitsNormal(normal.map((z) => Math.max(-3, Math.min(3, z))))],
    ["a scale of 1.02", fitsNormal(normal.map((z) => 1.02 * z))],
    ["the sum of three uniform numbers in place of a normal one", fitsNormal(sumsOfThree)],
    ["the remainder of six bits", fair(uniform.map((u) => Math.floor(64 * u) % 6))],
  ])("catches %s", (_, fits) => expect(fits).toBe(false));

  test.each([
    [-8, 6.220960574271786e-16],
    [-1, 0.15865525393145707],
    [0, 0.5],
    [1.96, 0.9750021048517795],
    [5, 0.9999997133484281],
  ])("the normal distribution function at %d, to 1e-14", (x, expected) => {
    expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(1e-14);
  });
});
