import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Arena } from "../../src/wasm/arena.js";
import { between, type Draw, drawn, lengths, magnitudes, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";
import { arithmetic, type Rounded } from "../reference/rounding.js";

const { add, exact, mul, of, rounded } = arithmetic(roundoff32, 2 ** -149);

/** Rows of d numbers, m of them; `beside` where mu and logvar are the halves of one product's rows. */
interface Shape {
  readonly m: number;
  readonly d: number;
  readonly beside: boolean;
}
const shape = fc.record({ m: fc.nat({ max: 4 }), d: lengths(4).map((d) => d % 20), beside: fc.boolean() });

const mean = magnitudes(-6, 3);
const logvar = between(-12, 8);

const dense =
  (draws: readonly Draw[]) =>
  ({ m, d }: Shape) =>
    draws.map((draw) => ({ type: "f32", length: m * d, draw }) as const);

/** Without subnormals: a product with one is 0 in float32 and not in the reference, and the signs of zeros differ. */
const sown = [0, -0, 1, -1, NaN, Infinity, -Infinity];

/** Two blocks [m, d], or the halves of the rows of one block [m, 2d], and how to copy in and out of them. */
const halves = (arena: Arena, { m, d, beside }: Shape) => {
  const stride = beside ? 2 * d : d;
  const at = arena.alloc32(2 * m * d);
  const ends = [at, at + 4 * (beside ? d : m * d)] as const;
  const row = (end: number, i: number) => arena.f32(end + 4 * i * stride, d);
  return {
    stride,
    ends,
    fill: (blocks: readonly number[]) => {
      for (const [k, block] of blocks.entries())
        for (let i = 0; i < m; i++) row(ends[k]!, i).set(arena.f32(block + 4 * i * d, d));
    },
    take: (blocks: readonly number[]) => {
      for (const [k, block] of blocks.entries())
        for (let i = 0; i < m; i++) arena.f32(block + 4 * i * d, d).set(row(ends[k]!, i));
    },
  };
};

const deviation = (l: number): Rounded =>
  of(
    (x) => Math.exp(x / 2),
    () => 0,
    2,
  )(exact(l));

kernelLaws<Shape>({
  title: "reparameterise32: within the running error bound of mu + exp(logvar / 2) eps",
  shape,
  inputs: dense([mean, logvar, mean]),
  outputs: ({ m, d }) => [
    { type: "f32", length: m * d },
    { type: "f32", length: m * d },
  ],
  call: ({ kernels, arena }, [z, sigma], [mu, l, eps], shape) => {
    const { ends, stride, fill } = halves(arena, shape);
    fill([mu!, l!]);
    kernels.reparameterise32(z!, sigma!, ends[0], ends[1], eps!, shape.d, stride, 0, shape.m);
  },
  reference: ([mu, l, eps]) => [
    mu!.map((value, i) => value + deviation(l![i]!).value * eps![i]!),
    l!.map((value) => deviation(value).value),
  ],
  bound: (_, i, [mu, l, eps], __, output) => {
    const sigma = deviation(l![i]!);
    return output === 1 ? sigma.error : add(exact(mu![i]!), mul(sigma, exact(eps![i]!))).error;
  },
  inPlace: [[0, 2]],
  specials: sown,
});

kernelLaws<Shape>({
  title: "reparameteriseGrad32: adds dz and dz eps sigma / 2, within the running error bound",
  shape,
  inputs: dense([mean, mean, mean, mean, between(0.1, 4)]),
  outputs: ({ m, d }) => [
    { type: "f32", length: m * d },
    { type: "f32", length: m * d },
  ],
  call: ({ kernels, arena }, outputs, [mu, l, dz, eps, sigma], shape) => {
    const { ends, stride, fill, take } = halves(arena, shape);
    fill([mu!, l!]);
    kernels.reparameteriseGrad32(ends[0], ends[1], dz!, eps!, sigma!, shape.d, stride, 0, shape.m);
    take(outputs);
  },
  reference: ([mu, l, dz, eps, sigma]) => [
    mu!.map((value, i) => value + dz![i]!),
    l!.map((value, i) => value + 0.5 * dz![i]! * (eps![i]! * sigma![i]!)),
  ],
  bound: (_, i, [mu, l, dz, eps, sigma], __, output) => {
    const half = mul(mul(exact(0.5), exact(dz![i]!)), mul(exact(eps![i]!), exact(sigma![i]!)));
    return add(exact([mu!, l!][output]![i]!), output === 0 ? exact(dz![i]!) : half).error;
  },
  specials: sown,
});

/** exp(l) - 1 - l in float64; by its series near 0, where the difference would be rounding noise. */
const excess = (l: number): number => {
  if (Math.abs(l) > 0.5) return Math.exp(l) - 1 - l;
  let [sum, term] = [0, 1];
  for (let k = 1; k <= 20; k++) {
    term *= l / k;
    if (k > 1) sum += term;
  }
  return sum;
};

// A term's own roundings are 8 or so, of its largest part, which is 20 times it at most (where 1 + l leaves exp).
kernelLaws<Shape & { readonly weight: number }>({
  title: "klStandardNormal32: the value within (d + 200) 2^-53 of itself, the gradient within 5 roundoffs",
  shape: fc.record({
    m: fc.nat({ max: 4 }),
    d: lengths(4).map((d) => d % 20),
    beside: fc.boolean(),
    weight: fc.constantFrom(1, 1 / 128, 0.37),
  }),
  inputs: dense([mean, (next) => (next() < 0.5 ? logvar(next) : magnitudes(-30, -2)(next))]),
  outputs: ({ m, d }) => [
    { type: "f64", length: m },
    { type: "f32", length: m * d },
    { type: "f32", length: m * d },
  ],
  call: ({ kernels, arena }, [values, ...gradients], inputs, shape) => {
    const { ends, stride, fill, take } = halves(arena, shape);
    fill(inputs);
    const { d, m, weight } = shape;
    kernels.klStandardNormal32(values!, ends[0], ends[1], ends[0], ends[1], weight, d, stride, 0, m);
    take(gradients);
  },
  reference: ([mu, l], { m, d, weight }) => [
    Float64Array.from({ length: m }, (_, i) => {
      let sum = 0;
      for (let k = i * d; k < (i + 1) * d; k++) sum += mu![k]! ** 2 + excess(l![k]!);
      return 0.5 * sum;
    }),
    mu!.map((value) => weight * value),
    l!.map((value) => 0.5 * weight * Math.expm1(value)),
  ],
  bound: (expected, i, [mu, l], { d, weight }, output) => {
    if (output === 0) return (d + 200) * roundoff64 * Math.abs(expected);
    if (output === 1) return mul(rounded(weight), exact(mu![i]!)).error;
    return mul(rounded(0.5 * weight), of(Math.expm1, () => 0, 3)(exact(l![i]!))).error;
  },
});

describe.each(runtimes)("the posterior ($simd)", ({ using }) => {
  test("no row's divergence is below 0, and none is 0 but that of the prior", () =>
    fc.assert(
      fc.property(fc.float({ min: -20, max: 20, noNaN: true }), fc.float({ min: -80, max: 80, noNaN: true }), (mu, l) =>
        using(({ kernels, arena }) => {
          const [at, values] = [arena.put32([mu, l]), arena.alloc64(1)];
          kernels.klStandardNormal32(values, at, at + 4, at, at + 4, 1, 1, 1, 0, 1);
          const value = arena.f64(values, 1)[0]!;
          expect(value).toBeGreaterThanOrEqual(0);
          if (Math.abs(mu) > 2 ** -120 || Math.abs(l) > 2 ** -120) expect(value).toBeGreaterThan(0);
        }),
      ),
    ));

  test("rows in pieces, the same bits", () =>
    fc.assert(
      fc.property(seeds, shape, fc.nat(), (seed, shape, cut) =>
        using(({ kernels, arena }) => {
          const { m, d } = shape;
          const [mu, l, eps] = [mean, logvar, mean].map((draw, k) => arena.put32(drawn(seed + k, m * d, draw)));
          const bits = (bounds: readonly number[]) => {
            const { ends, stride, fill } = halves(arena, shape);
            fill([mu!, l!]);
            const [values, z, sigma] = [arena.alloc64(m), arena.alloc32(m * d), arena.alloc32(m * d)];
            for (const [k, to] of bounds.slice(1).entries()) {
              const from = bounds[k]!;
              kernels.reparameterise32(z, sigma, ends[0], ends[1], eps!, d, stride, from, to);
              kernels.klStandardNormal32(values, ends[0], ends[1], ends[0], ends[1], 0.3, d, stride, from, to);
              kernels.reparameteriseGrad32(ends[0], ends[1], z, eps!, sigma, d, stride, from, to);
            }
            return [arena.u8(values, 8 * m), arena.u8(z, 4 * m * d), arena.u8(ends[0], 8 * m * d)].map((b) =>
              Array.from(b),
            );
          };
          expect(bits([0, cut % (m + 1), m])).toEqual(bits([0, m]));
        }),
      ),
    ));
});
