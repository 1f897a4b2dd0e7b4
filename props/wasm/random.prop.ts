import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { threefry, type WordPair } from "../../src/core/threefry.js";
import { lengths } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundedOnce, roundoff64, ulps32 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws } from "../laws/kernel.js";

/** Random123's known answers for threefry2x32, 20 rounds: counter, key, block. */
const knownAnswers: readonly (readonly [WordPair, WordPair, WordPair])[] = [
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x243f6a88, 0x85a308d3],
    [0x13198a2e, 0x03707344],
    [0xc4923a9c, 0x483df7a0],
  ],
];

test.each(knownAnswers)("the block of counter %j under key %j is Random123's", (counter, key, block) => {
  expect(threefry(key, counter)).toEqual(block);
});

describe.each(runtimes)("known answers ($simd)", ({ using }) => {
  test.each(knownAnswers)("the kernel at counter %j, key %j, alone and as one of four", ([low, high], key, block) =>
    using(({ kernels, arena }) => {
      for (const n of [1, 4]) {
        const out = arena.alloc(8 * n);
        kernels.threefry(out, n, ...key, low, high);
        expect([...new Uint32Array(arena.i32(out, 2).buffer, out, 2)]).toEqual(block);
      }
    }),
  );
});

interface Range {
  readonly n: number;
  readonly key: WordPair;
  readonly from: number;
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const ranges = fc.record({
  n: lengths(8),
  key: fc.tuple(word, word),
  from: fc.oneof(fc.nat({ max: 64 }), fc.nat({ max: 2 ** 31 - 64 })),
});

/** Element i of a stream in plain TypeScript: the words that the definition names, and Math. */
const wordAt = (key: WordPair, i: number): number => threefry(key, [i >>> 1, 0])[i & 1]!;
const unit32 = (w: number): number => (w >>> 8) / 2 ** 24;
const unit64 = ([w0, w1]: WordPair): number => (w1 * 2 ** 21 + (w0 >>> 11)) / 2 ** 53;

const normal32 = (key: WordPair, i: number): number => {
  const [w, angle] = threefry(key, [i >>> 1, 0]);
  const v = Math.fround(Math.fround(w >>> 1) + 0.5) / 2 ** 31;
  const turn = 2 * Math.PI * unit32(angle);
  return Math.sqrt(-2 * Math.log(v)) * (i & 1 ? Math.sin(turn) : Math.cos(turn));
};

const normal64 = (key: WordPair, i: number): number => {
  const v = unit64(threefry(key, [i & ~1, 0])) + 2 ** -54;
  const turn = 2 * Math.PI * unit64(threefry(key, [i | 1, 0]));
  return Math.sqrt(-2 * Math.log(v)) * (i & 1 ? Math.sin(turn) : Math.cos(turn));
};

const stream = (
  title: string,
  type: "f32" | "f64",
  kernel: "uniform32" | "uniform64" | "normal32" | "normal64",
  element: (key: WordPair, i: number) => number,
  bound: KernelLaw<Range>["bound"],
): KernelLaw<Range> => ({
  title: `${kernel}: ${title}`,
  shape: ranges,
  inputs: () => [],
  outputs: ({ n }) => [{ type, length: n }],
  call: ({ kernels }, [out], _, { n, key, from }) => kernels[kernel](out!, n, ...key, from),
  reference: (_, { n, key, from }) => [Float64Array.from({ length: n }, (__, i) => element(key, from + i))],
  bound,
  specials: [],
});

kernelLaws<Range>({
  ...stream("", "f32", "uniform32", () => 0, roundedOnce),
  title: "threefry: the words of the scalar block",
  outputs: ({ n }) => [{ type: "u32", length: 2 * n }],
  call: ({ kernels }, [out], _, { n, key, from }) => kernels.threefry(out!, n, ...key, from, from ^ 5),
  reference: (_, { n, key, from }) => [
    Array.from({ length: n }, (__, i) => threefry(key, [from + i, from ^ 5])).flat(),
  ],
});

kernelLaws(
  stream("exactly the words' upper 24 bits", "f32", "uniform32", (key, i) => unit32(wordAt(key, i)), roundedOnce),
);
kernelLaws(
  stream(
    "exactly the blocks' upper 53 bits",
    "f64",
    "uniform64",
    (key, i) => unit64(threefry(key, [i, 0])),
    roundedOnce,
  ),
);
// log, sqrt, sine and the product: 1 + 1/2 ulp halved by the root, 2, 1/2; Math's own error is beneath a float32's
kernelLaws(stream("Box-Muller within 4 ulp", "f32", "normal32", normal32, ulps32(4)));
// absolute, because 2 pi u in float64 has lost the small cosines: 2 pi ulps of the angle, 4 of the rest, times r < 8.65
kernelLaws(
  stream("Box-Muller within 90 roundoffs", "f64", "normal64", normal64, () => 8.65 * (2 * Math.PI + 4) * roundoff64),
);

kernelLaws<Range & { readonly rate: number }>({
  title: "keepMask32: 1 where the uniform number reaches the rate",
  shape: fc.record({
    n: lengths(8),
    key: fc.tuple(word, word),
    from: fc.nat({ max: 1000 }),
    rate: fc.oneof(fc.constantFrom(0, 1), fc.float({ min: 0, max: 1, noNaN: true })),
  }),
  inputs: () => [],
  outputs: ({ n }) => [{ type: "f32", length: n }],
  call: ({ kernels }, [out], _, { n, key, from, rate }) => kernels.keepMask32(out!, n, ...key, from, rate),
  reference: (_, { n, key, from, rate }) => [
    Float64Array.from({ length: n }, (__, i) => (unit32(wordAt(key, from + i)) >= rate ? 1 : 0)),
  ],
  bound: roundedOnce,
  specials: [],
});

describe.each(runtimes)("any range of a stream has the same bits ($simd)", ({ using }) => {
  const kinds = { uniform32: 4, uniform64: 8, normal32: 4, normal64: 8 } as const;
  test.each(Object.entries(kinds) as ["uniform32" | "normal32" | "uniform64" | "normal64", number][])(
    "%s, across its pieces",
    (kernel, bytes) =>
      fc.assert(
        fc.property(
          fc.tuple(word, word),
          fc.nat({ max: 4200 }),
          fc.nat({ max: 4200 }),
          fc.nat({ max: 1000 }),
          (key, a, b, from) =>
            using(({ kernels, arena }) => {
              const [first, last] = [Math.min(a, b), Math.max(a, b)];
              const whole = arena.alloc(4200 * bytes);
              kernels[kernel](whole, 4200, ...key, from);
              const part = arena.alloc((last - first) * bytes);
              kernels[kernel](part, last - first, ...key, from + first);
              const same = Buffer.compare(
                arena.u8(part, (last - first) * bytes),
                arena.u8(whole + first * bytes, (last - first) * bytes),
              );
              expect(same).toBe(0);
            }),
        ),
      ),
  );
});
