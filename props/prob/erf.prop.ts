import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digamma, erf, erfc, erfcinv, erfcx, erfinv, logGamma, normCdf, normPpf } from "../../src/prob/index.js";
import { closeTo, real, u } from "../laws/closeTo.js";

describe("the error function", () => {
  test("erf is odd and rises from -1 to 1, exactly", () => {
    fc.assert(
      fc.property(real(-30, 30), real(0, 1), (x, step) => {
        expect(erf(-x)).toBe(-erf(x));
        expect(Math.abs(erf(x))).toBeLessThanOrEqual(1);
        if (step > 1e-6 && Math.abs(x) < 3) expect(erf(x + step)).toBeGreaterThan(erf(x));
      }),
    );
  });

  test("erf + erfc = 1 within 4 roundings of 1", () => {
    fc.assert(fc.property(real(-30, 30), (x) => closeTo(erf(x) + erfc(x), 1, 4 * u)));
  });

  test("series and continued fraction meet at 1 within the 1e-14 of erfc, relative", () => {
    closeTo(erfc(1 - u) / erfc(1), 1, 1e-14);
  });

  test("erfcx(x) = exp(x^2) erfc(x) within 1e-14 + 4 x^2 roundings, relative", () => {
    fc.assert(
      fc.property(real(-3, 20), (x) => closeTo((Math.exp(x * x) * erfc(x)) / erfcx(x), 1, 1e-14 + 4 * x * x * u)),
    );
  });

  test("erfcx lies between its bounds 1/(x + sqrt(x^2 + 2)) < sqrt(pi)/2 erfcx(x) <= 1/(x + sqrt(x^2 + 4/pi))", () => {
    fc.assert(
      fc.property(real(2, 1e6), (x) => {
        const y = (Math.sqrt(Math.PI) / 2) * erfcx(x); // Abramowitz & Stegun 7.1.13; 8 roundings each
        expect(y).toBeGreaterThanOrEqual((1 - 16 * u) / (x + Math.sqrt(x * x + 2)));
        expect(y).toBeLessThanOrEqual((1 + 16 * u) / (x + Math.sqrt(x * x + 4 / Math.PI)));
      }),
    );
  });

  test("the inverses: erf(erfinv x) = x within 16 roundings, erfc(erfcinv e) = e within 1e-14 + 16 log e roundings", () => {
    fc.assert(
      fc.property(real(-1, 1), real(-700, 0), (x, logE) => {
        closeTo(erf(erfinv(x)), x, 16 * u * Math.abs(x) + 2 ** -1070); // 2 ulp of subnormals
        // d log erfc(y) / d log y is about -2 y^2 = 2 log e: so many roundings of e is one of y
        const e = Math.exp(logE);
        closeTo(erfc(erfcinv(e)) / e, 1, 1e-14 + 16 * Math.abs(logE) * u);
      }),
    );
  });

  test("NaN in, NaN out; the ends", () => {
    for (const f of [erf, erfc, erfcx, erfinv, erfcinv, normCdf, normPpf, logGamma, digamma])
      expect(f(Number.NaN)).toBeNaN();
    expect([erf, erfc, erfcx].map((f) => f(Number.POSITIVE_INFINITY))).toEqual([1, 0, 0]);
    expect([erf, erfc].map((f) => f(Number.NEGATIVE_INFINITY))).toEqual([-1, 2]);
    expect([erfinv(2), erfcinv(-1), erfcinv(3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
