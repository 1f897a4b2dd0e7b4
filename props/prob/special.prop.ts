import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { tensor64 } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import {
  digamma,
  erf,
  erfc,
  erfcinv,
  erfcx,
  erfinv,
  logGamma,
  logSumExp,
  logSumExpAxis,
  normCdf,
  normLogCdf,
  normLogPdf,
  normPpf,
  normSf,
} from "../../src/prob/index.js";

const u = 2 ** -53;
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const closeTo = (got: number, expected: number, bound: number): void => {
  expect(Math.abs(got - expected), `${got} and ${expected}`).toBeLessThanOrEqual(bound);
};

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

describe("logSumExp", () => {
  const xs = fc.array(real(-700, 700), { minLength: 1, maxLength: 20 });
  /** Each exponential is off by |x - max| roundings of itself, at most 1/e of the sum; adding gives one a term. */
  const bound = (x: readonly number[]) => 2 * (x.length + 4) * u + 4 * u * Math.max(...x.map(Math.abs));

  test("a permutation and a shift: n + 4 roundings of 1, 2 of the largest x", () => {
    fc.assert(
      fc.property(xs, real(-1e3, 1e3), (x, c) => {
        closeTo(logSumExp([...x].reverse()), logSumExp(x), bound(x));
        const shifted = x.map((xi) => xi + c);
        closeTo(logSumExp(shifted) - c, logSumExp(x), bound([...x, ...shifted, c]));
      }),
    );
  });

  test("lies between the maximum and the maximum + log n", () => {
    fc.assert(
      fc.property(xs, (x) => {
        const top = Math.max(...x);
        expect(logSumExp(x)).toBeGreaterThanOrEqual(top);
        expect(logSumExp(x)).toBeLessThanOrEqual(top + Math.log(x.length) + bound(x));
      }),
    );
  });

  test("a weight is a term's multiplicity; weight 0 leaves the term out, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(real(-700, 700), fc.integer({ min: 1, max: 4 })), { minLength: 1 }), (terms) => {
        const x = terms.map(([xi]) => xi);
        const b = terms.map(([, count]) => count);
        const repeated = terms.flatMap(([xi, count]) => Array<number>(count).fill(xi));
        closeTo(logSumExp(x, b), logSumExp(repeated), bound(repeated));
        expect(logSumExp([...x, Number.POSITIVE_INFINITY, Number.NaN], [...b, 0, 0])).toBe(logSumExp(x, b));
      }),
    );
  });

  test("along an axis = of each slice, bit for bit", () => {
    const shapes = fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 4 })));
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 2 }), fc.infiniteStream(real(-9, 9)), (shape, axis, stream) => {
        const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => stream.next().value as number);
        const y = orThrow(logSumExpAxis(tensor64(shape, values), { axis }));
        const strides = [shape[1]! * shape[2]!, shape[2]!, 1];
        const others = [0, 1, 2].filter((a) => a !== axis);
        expect(y.shape).toEqual(others.map((a) => shape[a]));
        for (let i = 0; i < y.data.length; i++) {
          const [outer, inner] = [Math.floor(i / shape[others[1]!]!), i % shape[others[1]!]!];
          const at = outer * strides[others[0]!]! + inner * strides[others[1]!]!;
          const slice = Array.from({ length: shape[axis]! }, (_, k) => values[at + k * strides[axis]!]!);
          expect(y.data[i]).toBe(logSumExp(slice));
        }
      }),
    );
  });

  test("nothing, impossibilities, certainties, NaN", () => {
    const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: none, NaN: nan } = Number;
    expect([[], [none, none], [inf, 1], [inf, none], [1, nan], [nan, inf]].map((x) => logSumExp(x))).toEqual([
      none,
      none,
      inf,
      inf,
      nan,
      nan,
    ]);
    expect(logSumExpAxis(tensor64([2], [0, 0]), { axis: 1 })).toMatchObject(E.left({ kind: "BadOption" }));
    const few = logSumExpAxis(tensor64([2], [0, 0]), { axis: 0, weights: [1] });
    expect(few).toMatchObject(E.left({ kind: "ShapeMismatch" }));
  });
});
