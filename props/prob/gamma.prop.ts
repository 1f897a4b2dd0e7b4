import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digamma, logGamma } from "../../src/prob/index.js";
import { closeTo, real, u } from "../laws/closeTo.js";

describe("gamma", () => {
  test("log Gamma(x + 1) = log Gamma(x) + log x within 1e-14 + 32 roundings of the terms", () => {
    fc.assert(
      fc.property(real(1e-6, 1e6), (x) => {
        const bound = 1e-14 + 32 * u * (Math.abs(logGamma(x + 1)) + Math.abs(Math.log(x)));
        closeTo(logGamma(x + 1), logGamma(x) + Math.log(x), bound + 4 * u * x * Math.abs(digamma(x + 1)));
      }),
    );
  });

  test("digamma(x + 1) = digamma(x) + 1/x within 1e-14 + 16 roundings of the terms", () => {
    fc.assert(
      fc.property(real(1e-6, 1e6), (x) => {
        closeTo(digamma(x + 1), digamma(x) + 1 / x, 1e-14 + 16 * u * (Math.abs(digamma(x + 1)) + 1 / x));
      }),
    );
  });

  test("Gamma(n) is a factorial, Gamma(1/2) = sqrt(pi): 1e-14 + 8 roundings", () => {
    let logFactorial = 0;
    for (let n = 2; n < 100; n++) {
      closeTo(logGamma(n), logFactorial, 1e-14 + 8 * u * logFactorial);
      logFactorial += Math.log(n);
    }
    closeTo(logGamma(0.5), 0.5 * Math.log(Math.PI), 1e-14);
  });

  test("the boundary", () => {
    expect([logGamma(0), digamma(0)]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect([logGamma(-1), digamma(-1)]).toEqual([Number.NaN, Number.NaN]);
  });
});
