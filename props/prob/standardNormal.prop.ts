import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normCdf, normLogCdf, normLogPdf, normPpf, normSf } from "../../src/prob/index.js";
import { closeTo, real, u } from "../laws/closeTo.js";

describe("the standard normal", () => {
  test("cdf + sf = 1 within 4 roundings; ppf is odd about 1/2", () => {
    fc.assert(
      fc.property(real(-40, 40), fc.integer({ min: 1, max: 2 ** 30 - 1 }), (x, k) => {
        closeTo(normCdf(x) + normSf(x), 1, 4 * u);
        const p = k / 2 ** 31; // p and 1 - p exact
        expect(normPpf(1 - p)).toBe(-normPpf(p));
      }),
    );
  });

  test("log cdf = log of cdf where that is normal: 1e-14 + 4 x^2 roundings, of which the cdf has x^2 by x / sqrt 2", () => {
    fc.assert(fc.property(real(-37, 37), (x) => closeTo(normLogCdf(x), Math.log(normCdf(x)), 1e-14 + 4 * x * x * u)));
  });

  test("the density is the derivative of the cdf: central difference, h^2/6 |pdf''| <= h^2/6 and 4u/h", () => {
    const h = 1e-5;
    fc.assert(
      fc.property(real(-8, 8), (x) => {
        const slope = (normCdf(x + h) - normCdf(x - h)) / (2 * h);
        closeTo(slope, Math.exp(normLogPdf(x)), (h * h) / 6 + (4 * u) / h);
      }),
    );
  });
});
