import fc from "fast-check";
import { between } from "../arbitraries/data.js";
import { roundoff64 } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";

/** m queries, of which [from, m) are asked for, on n points of d coordinates, n a multiple of 4. */
interface Pairs {
  readonly m: number;
  readonly n: number;
  readonly d: number;
  readonly scale: number;
}

const shapes: fc.Arbitrary<Pairs> = fc.record({
  m: fc.nat({ max: 5 }),
  // past two blocks of 512
  n: fc.oneof(fc.nat({ max: 6 }), fc.constantFrom(127, 128, 129, 257, 300)).map((quarter) => 4 * quarter),
  d: fc.integer({ min: 1, max: 5 }),
  scale: fc.constantFrom(0.01, 0.5, 4, 300),
});

type Name = "pairGaussian" | "pairExponential" | "pairTopHat" | "pairEpanechnikov" | "pairLinear" | "pairCosine";

/** k(s) from the squared distance s and the kernel's scale. */
const bounded: Readonly<Record<string, (s: number, h2: number) => number>> = {
  pairTopHat: () => 1,
  pairEpanechnikov: (s, h2) => 1 - s / h2,
  pairLinear: (s, h2) => 1 - Math.sqrt(s / h2),
  pairCosine: (s, h2) => Math.cos((Math.PI / 2) * Math.sqrt(s / h2)),
};

const squares = (queries: Float64Array, points: Float64Array, { n, d }: Pairs, m: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => {
    let s = 0;
    for (let j = 0; j < d; j++) s += (queries[m * d + j]! - points[j * n + i]!) ** 2;
    return s;
  });

const logSumExp = (exponents: readonly number[]): number => {
  const top = Math.max(...exponents);
  return top === Number.NEGATIVE_INFINITY
    ? top
    : top + Math.log(exponents.reduce((sum, e) => sum + Math.exp(e - top), 0));
};

const law = (name: Name, claim: string, value: (s: readonly number[], w: Float64Array, scale: number) => number) => ({
  title: `${name}: ${claim}`,
  shape: shapes,
  inputs: ({ m, n, d }: Pairs) => [
    { type: "f64" as const, length: m * d, draw: between(-3, 3) },
    { type: "f64" as const, length: n * d, draw: between(-3, 3) },
    { type: "f64" as const, length: n, draw: name in bounded ? between(0.1, 2) : between(-9, 1) },
  ],
  outputs: ({ m }: Pairs) => [{ type: "f64" as const, length: m }],
  call: (
    { kernels, arena }: Parameters<Parameters<typeof kernelLaws<Pairs>>[0]["call"]>[0],
    [out]: readonly number[],
    [queries, points, weights]: readonly number[],
    { m, n, d, scale }: Pairs,
  ) => {
    const scratch = arena.alloc(kernels.pairScratch());
    const middle = m >> 1; // two ranges, of which each writes its own
    kernels[name](out!, queries!, points!, weights!, scratch, middle, m, n, d, scale);
    kernels[name](out!, queries!, points!, weights!, scratch, 0, middle, n, d, scale);
  },
  reference: ([queries, points, weights]: readonly Float64Array[], pairs: Pairs) => [
    Array.from({ length: pairs.m }, (_, m) => value(squares(queries!, points!, pairs, m), weights!, pairs.scale)),
  ],
  specials: [],
});

// An exponent is at most 9 + 300 * 5 * 36: its error is (d + 4) roundings of that, and so is that of the log-sum.
for (const [name, of] of [
  ["pairGaussian", (s: number) => s],
  ["pairExponential", Math.sqrt],
] as const)
  kernelLaws<Pairs>({
    ...law(name, "within (d + 4) roundings of the largest exponent, and n of the sum", (s, logWeights, rate) =>
      logSumExp(s.map((si, i) => logWeights[i]! - rate * of(si))),
    ),
    bound: (expected, _, __, { n, d }) => (d + 4) * roundoff64 * (10 + Math.abs(expected)) + 2 * n * roundoff64,
  });

// Terms are non-negative: their relative errors are those of k, (d + 8) roundings but for 1 - z and 1 - sqrt z, which
// lose what they cancel, at most (d + 8) roundings of 1; so the sum is off by that times the sum of weights.
for (const [name, k] of Object.entries(bounded))
  kernelLaws<Pairs>({
    ...law(name as Name, "within (d + 8 + n) roundings of the sum of weights", (s, weights, h2) =>
      Math.log(s.reduce((sum, si, i) => (si < h2 ? sum + weights[i]! * k(si, h2) : sum), 0)),
    ),
    bound: (expected, _, [, , weights], { n, d }) => {
      const total = weights!.reduce((sum, w) => sum + w, 0);
      return (d + 8 + n) * roundoff64 * (Math.abs(expected) + 2 * (total / Math.exp(expected)));
    },
  });
