import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { tensor64 } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import { bernoulli } from "../../src/prob/bernoulli.js";
import { categorical } from "../../src/prob/categorical.js";
import { multivariateNormal } from "../../src/prob/multivariateNormal.js";
import { normal } from "../../src/prob/normal.js";
import { dimension, families, few, logits, mvnOf, normalParameters } from "../arbitraries/distributions.js";
import { plain } from "../arbitraries/runtimes.js";
import { densityComplaints, samplerComplaints } from "../laws/distribution.js";

const u = 2 ** -53;

describe.each(Object.entries(families))("%s", (_, family) => {
  test("the density sums to 1, mean and entropy are its own: (300 + nodes) roundings of the terms", () => {
    fc.assert(
      fc.property(family, (known) => {
        expect(densityComplaints(known)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe.each(Object.entries(families))("draws from the %s", (_, family) => {
  const drawn = fc.tuple(family, fc.integer({ min: 0, max: 2 ** 31 }));

  test("moments, entropy and distribution function are those of the density: each fails at the rate 1e-9 at most", () => {
    fc.assert(
      fc.property(drawn, ([known, seed]) => {
        expect(samplerComplaints(known, orThrow(known.distribution.sample(plain, key(seed), { count: 4000 })))).toEqual(
          [],
        );
      }),
      { numRuns: 20 },
    );
  });

  test("fewer draws are the first of more, bit for bit", () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 0, max: 40 }), ([{ distribution }, seed], n) => {
        const [some, more] = [n, 50].map((count) => orThrow(distribution.sample(plain, key(seed), { count })));
        expect(some!.shape).toEqual([n, distribution.width]);
        expect(Array.from(some!.data)).toEqual(Array.from(more!.data).slice(0, n * distribution.width));
      }),
    );
  });
});

describe("the families meet where they overlap", () => {
  test("a multivariate normal of diagonal covariance = the normal: d + 8 roundings of the terms", () => {
    fc.assert(
      fc.property(dimension.chain(normalParameters), fc.array(fc.double({ min: -9, max: 9, noNaN: true })), (p, xs) => {
        const d = p.mean.length;
        const covariance = Array.from({ length: d * d }, (_, i) =>
          i % (d + 1) === 0 ? Math.exp(p.logvar[i % d]!) : 0,
        );
        const [full, diagonal] = [mvnOf(p.mean, covariance), orThrow(normal(p))];
        const x = Array.from({ length: d }, (_, j) => xs[j] ?? 0);
        const [a, b] = [full.logDensity(x), diagonal.logDensity(x)];
        const terms = 4 * d + x.reduce((sum, xj, j) => sum + (xj - p.mean[j]!) ** 2 * Math.exp(-p.logvar[j]!), 0);
        expect(Math.abs(a - b)).toBeLessThanOrEqual(2 * (d + 8) * u * terms);
        expect(Math.abs(full.entropy - diagonal.entropy)).toBeLessThanOrEqual(2 * (d + 8) * u * 4 * d);
      }),
    );
  });

  test("a bit = a class of two with the logits 0 and a: 16 roundings", () => {
    fc.assert(
      fc.property(logits(1), fc.constantFrom(0, 1), ({ logits: [a] }, bit) => {
        const [one, two] = [orThrow(bernoulli({ logits: [a!] })), orThrow(categorical({ logits: [0, a!] }))];
        const bound = 16 * u * (1 + Math.abs(a!));
        expect(Math.abs(one.logDensity([bit]) - two.logDensity([1 - bit, bit]))).toBeLessThanOrEqual(bound);
        expect(Math.abs(one.entropy - two.entropy)).toBeLessThanOrEqual(bound);
        expect(Math.abs(one.mean[0]! - two.mean[1]!)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test("a class does not change where all logits are moved: n + 8 roundings of the largest", () => {
    const moved = fc.tuple(few.chain(logits), fc.double({ min: -500, max: 500, noNaN: true }));
    fc.assert(
      fc.property(moved, ({ 0: { logits: a }, 1: c }) => {
        const [p, q] = [
          orThrow(categorical({ logits: a })),
          orThrow(categorical({ logits: Array.from(a, (x) => x + c) })),
        ];
        for (let i = 0; i < a.length; i++)
          expect(Math.abs(p.mean[i]! - q.mean[i]!)).toBeLessThanOrEqual(2 * (a.length + 8) * u * (8 + Math.abs(c)));
      }),
    );
  });
});

describe("extremes and refusals", () => {
  test("certain bits and classes are drawn for certain, impossible ones never", () => {
    const [bits, classes] = [
      orThrow(bernoulli({ logits: [800, -800] })),
      orThrow(categorical({ logits: [Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY] })),
    ];
    expect(Array.from(orThrow(bits.sample(plain, key(0), { count: 2 })).data)).toEqual([1, 0, 1, 0]);
    expect(Array.from(orThrow(classes.sample(plain, key(0), { count: 2 })).data)).toEqual([0, 1, 0, 0, 1, 0]);
  });

  test("certain bits and classes", () => {
    expect(orThrow(bernoulli({ logits: [800, -800] })).logDensity([1, 0])).toBe(0);
    expect(orThrow(bernoulli({ logits: [800] })).logDensity([0])).toBe(-800);
    expect(orThrow(bernoulli({ logits: [800, -800] })).entropy).toBe(0);
    const impossible = orThrow(categorical({ logits: [0, Number.NEGATIVE_INFINITY] }));
    expect([impossible.entropy, impossible.logDensity([1, 0]), impossible.logDensity([0, 1])]).toEqual([
      0,
      0,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  test("a covariance that is not one is a Left that names the pivot; another shape is a Left too", () => {
    expect(multivariateNormal({ mean: [0, 0], covariance: tensor64([2, 2], [1, 2, 2, 1]) })).toMatchObject(
      E.left({ kind: "NotPositiveDefinite", got: "-3 at pivot 1 of 0..1" }),
    );
    expect(multivariateNormal({ mean: [0], covariance: tensor64([2, 2], [1, 0, 0, 1]) })).toMatchObject(
      E.left({ kind: "ShapeMismatch" }),
    );
  });

  test("parameters that do not fit each other throw", () => {
    expect(normal({ mean: [0], logvar: [] })).toMatchObject(E.left({ kind: "ShapeMismatch" }));
    expect(bernoulli({} as never)).toMatchObject(E.left({ kind: "BadArgument" }));
    expect(orThrow(bernoulli({ logits: [0, 0] })).logDensity([1])).toBeNaN();
  });
});
