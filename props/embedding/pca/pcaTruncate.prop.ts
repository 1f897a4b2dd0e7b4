import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor } from "../../../src/core/tensor.js";
import { fit, type Pca, type PcaOptions, truncate } from "../../../src/embedding/pca/index.js";
import { type Failure, describe as line } from "../../../src/failure.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { plain } from "../../arbitraries/runtimes.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(line(result.left));
  return result.right;
};

const cases = fc.record({
  seed: seeds,
  n: fc.integer({ min: 3, max: 40 }),
  d: fc.integer({ min: 2, max: 16 }),
  components: fc.nat(15),
  share: fc.double({ min: 0.05, max: 0.99, noNaN: true }),
});

const data = (seed: number, n: number, d: number): Tensor =>
  tensor(
    [n, d],
    drawn(seed, n * d, between(-1, 1)).map((value, at) => value / (1 + (at % d))),
  );

const fitted = (x: Tensor, options: PcaOptions = {}): Pca => right(fit(plain, key(0), x, options));

/** All of a model but the mean of what was left out, which is summed in another order. */
const bitsOf = ({ components, variances, ratios, singularValues, mean }: Pca) => [
  components.shape,
  ...[components.data, variances, ratios, singularValues, mean].map((values) => [...values]),
];

const same = (cut: Pca, direct: Pca, d: number): void => {
  expect(bitsOf(cut)).toEqual(bitsOf(direct));
  const total = direct.variances[0]! / direct.ratios[0]!;
  expect(Math.abs(cut.noiseVariance - direct.noiseVariance)).toBeLessThanOrEqual(2 * d * 2 ** -52 * total);
};

describe("the first components of a model", () => {
  test("are those of a fit that keeps only them, bit for bit; the mean of the rest within 2 d roundings of the total", () =>
    fc.assert(
      fc.property(cases, ({ seed, n, d, components, share }) => {
        const x = data(seed, n, d);
        const all = fitted(x);
        const k = 1 + (components % Math.min(n, d));
        for (const kept of [{ components: k }, { components: share }])
          same(right(truncate(all, kept)), fitted(x, kept), Math.max(n, d));
      }),
    ));

  test("of a model that was cut are those of the whole one", () =>
    fc.assert(
      fc.property(cases, fc.nat(15), ({ seed, n, d, components }, more) => {
        const all = fitted(data(seed, n, d));
        const k = 1 + (components % Math.min(n, d));
        const between = k + (more % (Math.min(n, d) - k + 1));
        const twice = right(truncate(right(truncate(all, { components: between })), { components: k }));
        same(twice, right(truncate(all, { components: k })), Math.max(n, d));
      }),
    ));

  test("all of them where the share is not reached; never more than there are", () => {
    const all = fitted(data(1, 30, 8));
    const two = right(truncate(all, { components: 2 }));
    expect(right(truncate(two, { components: 0.999 })).variances.length).toBe(2);
    expect(E.isLeft(truncate(two, { components: 3 }))).toBe(true);
    expect(E.isLeft(truncate(two, { components: -0.5 }))).toBe(true);
  });
});
