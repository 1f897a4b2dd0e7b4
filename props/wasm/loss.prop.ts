import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import { between, type Draw, drawn, lengths, magnitudes, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";
import {
  absoluteError,
  bce,
  bceWithLogits,
  type ElementLoss,
  gaussianNll,
  gaussianNllLogvar,
  squaredError,
} from "../reference/losses.js";
import { arithmetic } from "../reference/rounding.js";

/** The widths; in float64 the reference rounds as well, so that the roundoff counts twice. */
const widths = [
  { bits: 32, type: "f32", u: roundoff32, arith: arithmetic(roundoff32, 2 ** -149), least: 2 ** -127 },
  { bits: 64, type: "f64", u: 2 * roundoff64, arith: arithmetic(2 * roundoff64, 2 ** -1074), least: 2 ** -1023 },
] as const;
type Bits = (typeof widths)[number]["bits"];

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly scale: number;
}

/** Rows [from, to) of a loss: gradients and inputs by their addresses. */
type Run = (
  kernels: Kernels,
  bits: Bits,
  values: number,
  gradients: readonly number[],
  inputs: readonly number[],
  shape: Shape,
  from: number,
  to: number,
) => void;

interface Row {
  readonly name: string;
  readonly draws: readonly Draw[];
  /** The inputs that it has a gradient by. */
  readonly by: readonly number[];
  readonly element: ElementLoss;
  /** What an element adds to its row beside its term. */
  readonly constant?: number;
  readonly run: Run;
}

const pair = (
  name: "bceWithLogits" | "bce" | "squaredError" | "absoluteError",
  element: ElementLoss,
  x: Draw,
  t: Draw,
): Row => ({
  name,
  draws: [x, t],
  by: [0],
  element,
  run: (kernels, bits, values, [dx], [x, t], { n, scale }, from, to) =>
    kernels[`${name}${bits}`](values, dx!, x!, t!, scale, n, from, to),
});

const unit = between(0, 1);
const signed = magnitudes(-8, 3);
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
const leastVariance = 1e-3;

const rows: readonly Row[] = [
  pair("bceWithLogits", bceWithLogits, between(-100, 100), unit),
  pair("bce", bce, unit, unit),
  pair("squaredError", squaredError, signed, signed),
  pair("absoluteError", absoluteError, signed, signed),
  {
    name: "gaussianNll",
    draws: [signed, signed, (next) => 2 ** between(-12, 4)(next)],
    by: [0, 2],
    element: gaussianNll(leastVariance),
    constant: halfLog2Pi,
    run: (kernels, bits, values, [dx, ds], [x, t, s], { n, scale }, from, to) =>
      kernels[`gaussianNll${bits}`](values, dx!, ds!, x!, t!, s!, leastVariance, scale, n, from, to),
  },
  {
    name: "gaussianNllLogvar",
    draws: [signed, signed, between(-10, 10)],
    by: [0, 2],
    element: gaussianNllLogvar,
    constant: halfLog2Pi,
    run: (kernels, bits, values, [dx, ds], [x, t, s], { n, scale }, from, to) =>
      kernels[`gaussianNllLogvar${bits}`](values, dx!, ds!, x!, t!, s!, scale, n, from, to),
  },
];

const shapes = (n: fc.Arbitrary<number>): fc.Arbitrary<Shape> =>
  fc.record({ m: fc.nat({ max: 4 }), n, scale: fc.constantFrom(1, 1 / 128, 0.37) });

const sum = (n: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};

describe.each(widths)("float$bits", ({ bits, type, u, arith, least }) => {
  const sown = [0, -0, 1, -1, NaN, Infinity, -Infinity, least, -least];

  for (const { name, draws, by, element, constant = 0, run } of rows) {
    const at = (inputs: readonly Float64Array[], i: number) =>
      element(
        arith,
        inputs.map((x) => arith.exact(x[i]!)),
      );

    kernelLaws<Shape>({
      title: `${name}${bits}: within the running error bound of its formula`,
      shape: shapes(lengths(4)),
      inputs: ({ m, n }) => draws.map((draw) => ({ type, length: m * n, draw })),
      outputs: ({ m, n }) => [{ type: "f64", length: m }, ...by.map(() => ({ type, length: m * n }))],
      call: ({ kernels }, [values, ...gradients], inputs, shape) =>
        run(kernels, bits, values!, gradients, inputs, shape, 0, shape.m),
      reference: (inputs, { m, n, scale }) => [
        Float64Array.from({ length: m }, (_, row) => sum(n, (j) => at(inputs, row * n + j)[0]!.value) + n * constant),
        ...by.map((_, k) =>
          Float64Array.from({ length: m * n }, (_, i) => arith.mul(at(inputs, i)[1 + k]!, arith.rounded(scale)).value),
        ),
      ],
      bound: (_, i, inputs, { n, scale }, output) => {
        if (output > 0) return arith.mul(at(inputs, i)[output]!, arith.rounded(scale)).error;
        // the terms' own errors, and n additions of float64 here and there
        const terms = Array.from({ length: n }, (_, j) => at(inputs, i * n + j)[0]!);
        return sum(n, (j) => terms[j]!.error + 2 * (n + 2) * roundoff64 * (Math.abs(terms[j]!.value) + constant));
      },
      inPlace: by.map((input, k) => [1 + k, input] as const),
      specials: sown,
    });
  }

  // p_c = exp(x_c - top) / sum: each exponential is off by (4 + |x_c - top|) u of itself, and g exp(-g) <= 0.37, so
  // the sum, which is at least 1, is off by (4 + n) u of itself; with a rounding each of quotient and product.
  const crossEntropy = (name: "crossEntropy" | "crossEntropySoft") => {
    const soft = name === "crossEntropySoft";
    const weights = ([, t]: readonly Float64Array[], row: number, n: number): Float64Array =>
      soft ? t!.slice(row * n, (row + 1) * n) : Float64Array.from({ length: n }, (_, c) => (c === t![row]! ? 1 : 0));
    const row = ([x]: readonly Float64Array[], i: number, n: number) => {
      const logits = x!.slice(i * n, (i + 1) * n);
      const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
      const e = logits.map((value) => Math.exp(value - top));
      return { gap: logits.map((value) => top - value), e, total: e.reduce((a, b) => a + b, 0) };
    };
    kernelLaws<Shape>({
      title: `${name}${bits}: within (n + 8) roundoffs of the weight of a row`,
      shape: shapes(fc.integer({ min: 1, max: 23 })),
      inputs: ({ m, n }) => [
        { type, length: m * n, draw: between(-30, 30) },
        soft ? { type, length: m * n, draw: unit } : { type: "i32", length: m, draw: (next) => Math.floor(n * next()) },
      ],
      outputs: ({ m, n }) => [
        { type: "f64", length: m },
        { type, length: m * n },
      ],
      call: ({ kernels }, [values, dx], [x, t], { m, n, scale }) =>
        kernels[`${name}${bits}`](values!, dx!, x!, t!, scale, n, 0, m),
      reference: (inputs, { m, n, scale }) => {
        const values = new Float64Array(m);
        const gradient = new Float64Array(m * n);
        for (let i = 0; i < m; i++) {
          const { gap, e, total } = row(inputs, i, n);
          const t = weights(inputs, i, n);
          const mass = sum(n, (c) => t[c]!);
          // without a weight of 0 times an infinite gap, as a label leaves it out
          values[i] = mass * Math.log(total) + sum(n, (c) => (soft || t[c] ? t[c]! * gap[c]! : 0));
          for (let c = 0; c < n; c++) gradient[i * n + c] = scale * ((mass * e[c]!) / total - t[c]!);
        }
        return [values, gradient];
      },
      bound: (_, i, inputs, { n, scale }, output) => {
        const at = output === 0 ? i : Math.floor(i / n);
        const t = weights(inputs, at, n);
        const mass = sum(n, (c) => Math.abs(t[c]!));
        if (output === 1) return (n + 8) * u * mass * scale;
        const { gap } = row(inputs, at, n);
        return (n + 8) * u * mass + 2 * (n + 4) * roundoff64 * sum(n, (c) => (t[c] ? Math.abs(t[c]! * gap[c]!) : 0));
      },
      inPlace: [[1, 0]],
      specials: sown.filter((x) => Math.abs(x) !== least),
    });
  };
  crossEntropy("crossEntropy");
  crossEntropy("crossEntropySoft");
});

describe.each(runtimes)("rows do not know of each other ($simd)", ({ using }) => {
  test.each(rows)("$name: in pieces, the same bits", ({ draws, by, run }) =>
    fc.assert(
      fc.property(seeds, shapes(lengths(4)), fc.nat(), (seed, shape, cut) =>
        using(({ kernels, arena }) => {
          const { m, n } = shape;
          const inputs = draws.map((draw, k) => arena.put32(drawn(seed + k, m * n, draw)));
          const bits = (bounds: readonly number[]) => {
            const values = arena.alloc64(m);
            const gradients = by.map(() => arena.alloc32(m * n));
            bounds.slice(1).forEach((to, k) => {
              run(kernels, 32, values, gradients, inputs, shape, bounds[k]!, to);
            });
            return [arena.u8(values, 8 * m), ...gradients.map((g) => arena.u8(g, 4 * m * n))].map((b) => Array.from(b));
          };
          const middle = cut % (m + 1);
          expect(bits([0, middle, m])).toEqual(bits([0, m]));
        }),
      ),
    ),
  );
});
