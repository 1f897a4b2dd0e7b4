import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { type Tensor, tensor32, tensor64 } from "../../src/core/tensor.js";
import { describe as said } from "../../src/failure.js";
import {
  absoluteError,
  bce,
  bceWithLogits,
  crossEntropy,
  crossEntropySoft,
  gaussianNll,
  gaussianNllLogvar,
  klToPrior,
  type Loss,
  type Reduction,
  squaredError,
} from "../../src/nn/losses/index.js";
import { klStandardNormal } from "../../src/prob/kl.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { between, type Draw, drawn, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";

const right = <A>(result: E.Either<Parameters<typeof said>[0], A>): A => {
  if (E.isLeft(result)) throw new Error(said(result.left));
  return result.right;
};

type Inputs = readonly Tensor[];

/** A loss of tensors, the gradient by those that it has one by in the order of `draws`. */
interface Row {
  readonly name: string;
  readonly draws: readonly Draw[];
  readonly loss: (runtime: Runtime, inputs: Inputs, reduction?: Reduction) => Loss<string>;
  /** The inputs that `gradient` has, by their place. */
  readonly by: Readonly<Record<string, number>>;
}

const unit = between(0.2, 0.8);
const real = between(-4, 4);

const rows: readonly Row[] = [
  {
    name: "bceWithLogits",
    draws: [real, unit],
    loss: (runtime, [x, t], reduction) => right(bceWithLogits(runtime, x!, t!, { reduction })),
    by: { y: 0 },
  },
  {
    name: "bce",
    draws: [unit, unit],
    loss: (runtime, [x, t], reduction) => right(bce(runtime, x!, t!, { reduction })),
    by: { y: 0 },
  },
  {
    name: "squaredError",
    draws: [real, real],
    loss: (runtime, [x, t], reduction) => right(squaredError(runtime, x!, t!, { reduction })),
    by: { y: 0 },
  },
  {
    name: "absoluteError",
    draws: [between(1, 2), between(-2, 0)],
    loss: (runtime, [x, t], reduction) => right(absoluteError(runtime, x!, t!, { reduction })),
    by: { y: 0 },
  },
  {
    name: "crossEntropySoft",
    draws: [real, unit],
    loss: (runtime, [x, t], reduction) => right(crossEntropySoft(runtime, x!, t!, { reduction })),
    by: { y: 0 },
  },
  {
    name: "crossEntropy",
    draws: [real],
    loss: (runtime, [x], reduction) => {
      const labels = Array.from({ length: x!.shape[0]! }, (_, i) => i % x!.shape[1]!);
      return right(crossEntropy(runtime, x!, labels, { reduction }));
    },
    by: { y: 0 },
  },
  {
    name: "gaussianNll",
    draws: [real, real, between(1, 4)],
    loss: (runtime, [x, t, v], reduction) => right(gaussianNll(runtime, { mean: x!, variance: v! }, t!, { reduction })),
    by: { mean: 0, variance: 2 },
  },
  {
    name: "gaussianNllLogvar",
    draws: [real, real, between(-1, 2)],
    loss: (runtime, [x, t, l], reduction) =>
      right(gaussianNllLogvar(runtime, { mean: x!, logvar: l! }, t!, { reduction })),
    by: { mean: 0, logvar: 2 },
  },
];

const extents = fc.record({ m: fc.integer({ min: 1, max: 4 }), n: fc.integer({ min: 1, max: 7 }) });
type Extents = { readonly m: number; readonly n: number };

const inputs = (draws: readonly Draw[], seed: number, { m, n }: Extents): readonly Float64Array[] =>
  draws.map((draw, k) => drawn(seed + k, m * n, draw));

const moved = (x: Float64Array, i: number, by: number): Float64Array => {
  const copy = x.slice();
  copy[i]! += by;
  return copy;
};

describe.each(runtimes)("losses of tensors ($simd)", (runtime) => {
  // h^2 / 6 times a third derivative of at most 250 (2 / p^3 at p = 0.2), and the roundings of a sum below 400 over 2h.
  const h = 2 ** -14;
  const truncation = (h * h * 250) / 6;
  const rounding = (200 * roundoff64 * 400) / (2 * h);

  test.each(rows)("$name: the gradient is the slope of the value, by central differences", ({ draws, loss, by }) =>
    fc.assert(
      fc.property(seeds, extents, fc.nat(), (seed, { m, n }, at) => {
        const data = inputs(draws, seed, { m, n });
        const tensors = (values: readonly Float64Array[]) => values.map((x) => tensor64([m, n], x));
        const i = at % (m * n);
        const { gradient } = loss(runtime, tensors(data));
        for (const [name, which] of Object.entries(by)) {
          const value = (step: number) =>
            loss(runtime, tensors(data.map((x, k) => (k === which ? moved(x, i, step) : x)))).value;
          const slope = (value(h) - value(-h)) / (2 * h);
          expect(Math.abs(gradient[name]!.data[i]! - slope)).toBeLessThanOrEqual(truncation + rounding);
        }
      }),
    ),
  );

  // The sum over rows is the same number each time; the weights round once, and so do their products.
  test.each(rows)("$name: the reductions are one sum under different weights", ({ draws, loss, by }) =>
    fc.assert(
      fc.property(seeds, extents, (seed, { m, n }) => {
        const tensors = inputs(draws, seed, { m, n }).map((x) => tensor64([m, n], x));
        const [sum, mean, batchMean] = (["sum", "mean", "batchMean"] as const).map((r) => loss(runtime, tensors, r));
        const near = (a: number, b: number) =>
          expect(Math.abs(a - b)).toBeLessThanOrEqual(8 * roundoff64 * Math.abs(b));
        near(mean!.value * m * n, sum!.value);
        near(batchMean!.value * m, sum!.value);
        expect(batchMean!.rows).toEqual(sum!.rows);
        for (const name of Object.keys(by)) near(mean!.gradient[name]!.data[0]! * m * n, sum!.gradient[name]!.data[0]!);
        expect(loss(runtime, tensors)).toEqual(batchMean);
      }),
    ),
  );

  test.each(rows)("$name: the first row is the loss of its example alone", ({ draws, loss }) =>
    fc.assert(
      fc.property(seeds, extents, (seed, { m, n }) => {
        const data = inputs(draws, seed, { m, n }).map((x) => x.map(Math.fround));
        const whole = loss(
          runtime,
          data.map((x) => tensor32([m, n], x)),
          "sum",
        );
        // the labels of crossEntropy hang on the row, so that only the first row can stand alone
        const first = loss(
          runtime,
          data.map((x) => tensor32([1, n], x.slice(0, n))),
          "sum",
        );
        expect(whole.rows[0]).toBe(first.value);
      }),
    ),
  );

  // 1 - p, p = sigmoid(x), carries the rounding of p: relative to exp(-|x|), which is what the logarithm sees.
  test("bceWithLogits(x) = bce(sigmoid(x)) in float64, within 8 roundoffs times exp |x|", () =>
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (x, t) => {
        const one = (value: number) => tensor64([1], [value]);
        const a = right(bceWithLogits(runtime, one(x), one(t))).value;
        const b = right(bce(runtime, one(1 / (1 + Math.exp(-x))), one(t))).value;
        expect(Math.abs(a - b)).toBeLessThanOrEqual(8 * roundoff64 * Math.exp(Math.abs(x)));
      }),
    ));

  test("klToPrior is the float64 divergence of its rows, which is 0 or more: within 400 roundoffs of float64", () =>
    fc.assert(
      fc.property(seeds, extents, (seed, { m, n }) => {
        const [mean, logvar] = inputs([real, between(-3, 3)], seed, { m, n }).map((x) => x.map(Math.fround));
        const { rows, gradient } = right(
          klToPrior(
            runtime,
            { mean: tensor32([m, n], mean!), logvar: tensor32([m, n], logvar!) },
            { reduction: "sum" },
          ),
        );
        rows.forEach((value, i) => {
          const part = (x: Float64Array) => x.subarray(i * n, (i + 1) * n);
          const exact = klStandardNormal({ mean: part(mean!), logvar: part(logvar!) });
          expect(value).toBeGreaterThanOrEqual(0);
          expect(Math.abs(value - exact.value)).toBeLessThanOrEqual(400 * roundoff64 * (exact.value + n));
          for (let j = 0; j < n; j++) {
            const [byMean, byLogvar] = [exact.gradient.mean[j]!, exact.gradient.logvar[j]!];
            expect(gradient.mean.data[i * n + j]).toBe(byMean);
            const off = Math.abs(gradient.logvar.data[i * n + j]! - byLogvar);
            expect(off).toBeLessThanOrEqual(8 * roundoff32 * Math.abs(byLogvar));
          }
        });
      }),
    ));
});

describe("what does not fit is refused", () => {
  const runtime = runtimes[0]!;
  const [x, t] = [tensor64([2, 3], new Float64Array(6)), tensor64([3, 2], new Float64Array(6))];
  const mismatch = E.left({ kind: "ShapeMismatch", expected: "2 x 3", got: "3 x 2" });

  test("shapes", () => {
    expect(bceWithLogits(runtime, x, t)).toMatchObject(mismatch);
    expect(gaussianNll(runtime, { mean: x, variance: x }, t)).toMatchObject(mismatch);
    expect(gaussianNllLogvar(runtime, { mean: x, logvar: t }, x)).toMatchObject(mismatch);
    expect(klToPrior(runtime, { mean: x, logvar: t })).toMatchObject(mismatch);
    expect(crossEntropy(runtime, x, [0])).toMatchObject(E.left({ kind: "ShapeMismatch", expected: "2", got: "1" }));
  });

  test("a reduction that there is not", () => {
    const unknown = { reduction: "average" as Reduction };
    const refused = E.left({ kind: "NotOneOf", where: "reduction", expected: "batchMean, mean, sum", got: "average" });
    expect(bceWithLogits(runtime, x, x, unknown)).toMatchObject(refused);
    expect(klToPrior(runtime, { mean: x, logvar: x }, unknown)).toMatchObject(refused);
  });

  test.each([3, -1, 0.5, Number.NaN])("the class %s of three", (label) => {
    const result = crossEntropy(runtime, x, [0, label]);
    expect(result).toMatchObject(E.left({ kind: "NoSuchClass", where: "label 1", got: String(label) }));
  });
});
