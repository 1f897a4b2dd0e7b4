import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { between, type Draw, drawn, magnitudes, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff64 as u } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";
import { arithmetic, type Rounded } from "../reference/rounding.js";

interface Shape {
  readonly groups: number;
  readonly k: number;
  readonly d: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  groups: fc.nat({ max: 3 }),
  k: fc.integer({ min: 1, max: 4 }),
  d: fc.nat({ max: 9 }),
});

const points = ({ groups }: Shape): number => 8 * groups;
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** Coordinate a of point n, in groups of eight. */
const coordinate = (x: Float64Array, d: number, n: number, a: number): number =>
  x[(n - (n % 8)) * d + 8 * a + (n % 8)]!;

const { exact, add, mul } = arithmetic(u, 2 ** -1074);

/** (b + w . x)^2 added up over rows of [b, w_0, w_1, ...] and the matching coordinates. */
const sumOfSquares = (rows: readonly (readonly number[])[], x: readonly number[]): Rounded =>
  rows.reduce((sum, [b, ...w]) => {
    const y = w.reduce((part, wa, a) => add(part, mul(exact(wa), exact(x[a]!))), exact(b!));
    return add(sum, mul(y, y));
  }, exact(0));

/** The rows of component j in the order of `mixtureDistances`: blocks of four, each as long as its last row. */
const rowsByFours = (maps: Float64Array, { d }: Shape, j: number): readonly (readonly number[])[] => {
  const blocks = range(Math.ceil(d / 4)).map((t) => 4 * (Math.min(4 * t + 4, d) + 1));
  const size = blocks.reduce((sum, block) => sum + block, 0);
  return blocks.flatMap((block, t) => {
    const at = j * size + blocks.slice(0, t).reduce((sum, before) => sum + before, 0);
    return range(4).map((row) => range(block / 4).map((column) => maps[at + 4 * column + row]!));
  });
};

const mapsLength = ({ k, d }: Shape): number =>
  k * range(Math.ceil(d / 4)).reduce((sum, t) => sum + 4 * (Math.min(4 * t + 4, d) + 1), 0);

/** Row a of a diagonal map touches coordinate a alone. */
const diagonalRows = (maps: Float64Array, { d }: Shape, j: number) =>
  range(d).map((a) => ({ b: maps[2 * (j * d + a)]!, w: maps[2 * (j * d + a) + 1]! }));

const signed = magnitudes(-6, 4);

const distances = (
  name: "mixtureDistances" | "mixtureDiagonalDistances",
  length: (s: Shape) => number,
  distance: (maps: Float64Array, s: Shape, j: number, x: readonly number[]) => Rounded,
): void => {
  const all = ([x, maps]: readonly Float64Array[], s: Shape): readonly Rounded[] =>
    range(s.k).flatMap((j) =>
      range(points(s)).map((n) =>
        distance(
          maps!,
          s,
          j,
          range(s.d).map((a) => coordinate(x!, s.d, n, a)),
        ),
      ),
    );
  kernelLaws<Shape>({
    title: `${name}: within the running error of (b + W x)^2, added up`,
    shape,
    inputs: (s) => [
      { type: "f64", length: points(s) * s.d, draw: signed },
      { type: "f64", length: length(s), draw: signed },
    ],
    outputs: (s) => [{ type: "f64", length: s.k * points(s) }],
    call: ({ kernels }, [out], [x, maps], s) => {
      kernels[name](out!, x!, maps!, 0, s.groups, s.k, s.d, points(s));
    },
    reference: (inputs, s) => [all(inputs, s).map(({ value }) => value)],
    bound: (_, i, inputs, s) => all(inputs, s)[i]!.error,
  });
};

distances("mixtureDistances", mapsLength, (maps, s, j, x) => sumOfSquares(rowsByFours(maps, s, j), x));
distances(
  "mixtureDiagonalDistances",
  ({ k, d }) => 2 * k * d,
  (maps, s, j, x) =>
    diagonalRows(maps, s, j).reduce((sum, { b, w }, a) => add(sum, sumOfSquares([[b, w]], [x[a]!])), exact(0)),
);

/** log p of a component may be -inf: its weight is 0. */
const offset: Draw = (next) => (next() < 0.1 ? Number.NEGATIVE_INFINITY : between(-20, 20)(next));

const posteriorOf = ([squares, offsets, weights]: readonly Float64Array[], s: Shape) => {
  const n = points(s);
  const q = new Float64Array(s.k * n);
  const [evidence, entropy] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const t = range(s.k).map((j) => offsets![j]! - squares![j * n + i]! / 2);
    const top = Math.max(...t);
    const sum = t.reduce((total, tj) => total + Math.exp(tj - top), 0);
    evidence[i] = weights![i]! * (top + Math.log(sum));
    range(s.k).forEach((j) => {
      const r = Math.exp(t[j]! - top) / sum;
      q[j * n + i] = weights![i]! * r;
      if (!(r <= 0)) entropy[i]! -= weights![i]! * r * (t[j]! - top - Math.log(sum));
    });
  }
  return [q, evidence, entropy];
};

kernelLaws<Shape>({
  title: "mixturePosterior: within 16 u w (1 + |t| + k), t the largest exponent: exponents are rounded to u |t|",
  shape,
  inputs: (s) => [
    { type: "f64", length: s.k * points(s), draw: between(0, 50) },
    { type: "f64", length: s.k, draw: offset },
    { type: "f64", length: points(s), draw: between(0, 3) },
  ],
  outputs: (s) => [s.k * points(s), points(s), points(s)].map((length) => ({ type: "f64", length })),
  call: ({ kernels }, [q, evidence, entropy], [squares, offsets, weights], s) => {
    kernels.mixturePosterior(q!, evidence!, entropy!, squares!, offsets!, weights!, 0, s.groups, s.k, points(s));
  },
  reference: posteriorOf,
  bound: (_, __, ___, { k }) => 16 * u * 3 * (1 + 45 + k),
  inPlace: [[0, 0]],
  specials: [],
});

/** A sum may have several rows of weights; its rows are any of the monomials. */
interface Sums extends Shape {
  readonly dense: boolean;
  readonly first: number;
}

const sums: fc.Arbitrary<Sums> = fc.record({
  groups: fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 15, max: 34 })),
  k: fc.integer({ min: 1, max: 4 }),
  d: fc.nat({ max: 6 }),
  dense: fc.boolean(),
  first: fc.nat({ max: 2 }),
});

const pairsOf = ({ d, dense }: Sums) =>
  range(d).flatMap((a) => (dense ? range(a + 1).map((b) => [a, b] as const) : [[a, a] as const]));

const rowsOfSums = (s: Sums): number => 1 + s.d + pairsOf(s).length;

/** The groups before the first one count for nothing. */
const all = (s: Sums): number => 8 * (s.first + s.groups);

const monomialSums = ([x, q]: readonly Float64Array[], s: Sums): readonly Rounded[] => {
  const at = (n: number, a: number): Rounded => exact(coordinate(x!, s.d, n, a));
  const monomials: readonly ((n: number) => Rounded)[] = [
    () => exact(1),
    ...range(s.d).map((a) => (n: number) => at(n, a)),
    ...pairsOf(s).map(
      ([a, b]) =>
        (n: number) =>
          mul(at(n, a), at(n, b)),
    ),
  ];
  return monomials.flatMap((monomial) =>
    range(s.k).map((j) =>
      range(points(s)).reduce((sum, i) => {
        const n = 8 * s.first + i;
        return add(sum, mul(monomial(n), exact(q![j * all(s) + n]!)));
      }, exact(0)),
    ),
  );
};

kernelLaws<Sums>({
  title: "mixtureSums: within the running error of the weighted sums of 1, x_a and x_a x_b",
  shape: sums,
  inputs: (s) => [
    { type: "f64", length: all(s) * s.d, draw: signed },
    { type: "f64", length: s.k * all(s), draw: between(0, 1) },
  ],
  outputs: (s) => [{ type: "f64", length: rowsOfSums(s) * s.k }],
  call: ({ kernels, arena }, [out], [x, q], s) => {
    arena.f64(out!, rowsOfSums(s) * s.k).fill(0);
    const scratch = arena.alloc(kernels.mixtureScratch(rowsOfSums(s)));
    const given = [s.first, s.groups, s.d, s.dense ? 1 : 0, s.k, all(s), scratch] as const;
    kernels.mixtureSums(out!, x!, q!, ...given, 0, rowsOfSums(s));
  },
  reference: (inputs, s) => [monomialSums(inputs, s).map(({ value }) => value)],
  bound: (_, i, inputs, s) => monomialSums(inputs, s)[i]!.error,
  specials: [],
});

describe.each(runtimes)("one call and many give the same bits ($simd)", ({ using }) => {
  test("distances and posteriors, cut anywhere", () => {
    fc.assert(
      fc.property(shape, fc.nat(), seeds, (s, at, seed) => {
        const cut = at % (s.groups + 1);
        const n = points(s);
        using(({ kernels, arena }) => {
          const input = (which: number, length: number, draw: Draw) => arena.put64(drawn(seed + which, length, draw));
          const x = input(1, n * s.d, signed);
          const [full, diagonal] = [input(2, mapsLength(s), signed), input(3, 2 * s.k * s.d, signed)];
          const [offsets, weights] = [input(4, s.k, between(-3, 3)), input(5, n, between(0, 2))];
          const lengths = [s.k * n, s.k * n, s.k * n, n, n];
          const run = (ranges: readonly (readonly [number, number])[]): readonly Float64Array[] => {
            const out = lengths.map((length) => arena.alloc64(length));
            for (const [from, to] of ranges) {
              kernels.mixtureDistances(out[0]!, x, full, from, to, s.k, s.d, n);
              kernels.mixtureDiagonalDistances(out[1]!, x, diagonal, from, to, s.k, s.d, n);
              const rows = [out[2]!, out[3]!, out[4]!, out[1]!] as const;
              kernels.mixturePosterior(...rows, offsets, weights, from, to, s.k, n);
            }
            return out.map((pointer, i) => arena.f64(pointer, lengths[i]!).slice());
          };
          expect(
            run([
              [0, cut],
              [cut, s.groups],
            ]),
          ).toEqual(run([[0, s.groups]]));
        });
      }),
    );
  });
});
