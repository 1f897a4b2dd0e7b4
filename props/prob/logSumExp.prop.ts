import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { tensor64 } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import { logSumExp, logSumExpAxis } from "../../src/prob/index.js";
import { closeTo, real, u } from "../laws/closeTo.js";

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
        closeTo(logSumExp(x, { weights: b }), logSumExp(repeated), bound(repeated));
        expect(logSumExp([...x, Number.POSITIVE_INFINITY, Number.NaN], { weights: [...b, 0, 0] })).toBe(
          logSumExp(x, { weights: b }),
        );
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
