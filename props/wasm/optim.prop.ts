import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import { between, type Draw, drawn, lengths, magnitudes, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";
import { arithmetic } from "../reference/rounding.js";
import { adam, clip, combine, type ElementStep, momentum, rmsprop } from "../reference/steps.js";

/** Four blocks of the widest vector (four float32). */
const block = 4;

/** What distinguishes the two widths. */
const widths = [
  { bits: 32, type: "f32", bytes: 4, arith: arithmetic(roundoff32, 2 ** -149), least: 2 ** -127 },
  { bits: 64, type: "f64", bytes: 8, arith: arithmetic(roundoff64, 2 ** -1074), least: 2 ** -1023 },
] as const;
type Bits = (typeof widths)[number]["bits"];

/** A kernel with its scalars filled in, beside the formula of one element. */
interface Bound {
  readonly run: (
    kernels: Kernels,
    bits: Bits,
    [out, p, g]: readonly [number, number, number],
    moments: readonly number[],
    keep: 0 | 1,
    from: number,
    to: number,
  ) => void;
  readonly step: ElementStep;
}

interface Row {
  readonly name: string;
  /** How each moment is drawn. */
  readonly moments: readonly Draw[];
  readonly bound: fc.Arbitrary<Bound>;
}

/**
 * Scalars are 0 or above 2^-7, so that no product with `least` below underflows: the sign of a difference of zeros would
 * hang on what was lost. They are not exact in float32.
 */
const scalar = (min: number, max: number) => fc.integer({ min, max }).map((k) => k / 64.3);
const memory = scalar(0, 63);
const rate = scalar(1, 64);
const penalty = scalar(0, 6);
const small = fc.constantFrom(1e-8, 1e-5, 1e-2);

const signed = magnitudes(-8, 2);
const squares: Draw = (next) => 2 ** between(-6, 4)(next);

const rmspropRow = (centered: boolean, buffered: boolean): Row => ({
  name: ["rmsprop", ...(centered ? ["centred"] : []), ...(buffered ? ["with momentum"] : [])].join(", "),
  moments: [squares, ...(centered ? [between(-0.1, 0.1)] : []), ...(buffered ? [signed] : [])],
  bound: fc.record({ rate, epsilon: small, beta: memory, mu: memory, l2: penalty }).map((s) => ({
    step: rmsprop(s, { centered, buffered }),
    run: (kernels, bits, [out, p, g], moments, keep, from, to) => {
      const [mean, m] = [centered ? moments[1]! : 0, buffered ? moments.at(-1)! : 0];
      const run = kernels[`rmsprop${bits}`];
      run(out, p, g, moments[0]!, mean, m, keep, s.rate, s.epsilon, s.beta, s.mu, s.l2, from, to);
    },
  })),
});

const adamRow = (amsgrad: boolean): Row => ({
  name: amsgrad ? "adam, amsgrad" : "adam",
  moments: [signed, squares, ...(amsgrad ? [squares] : [])],
  bound: fc.record({ rate, epsilon: small, beta1: memory, beta2: memory, l2: penalty, shrink: penalty }).map((s) => ({
    step: adam(s, { amsgrad }),
    run: (kernels, bits, [out, p, g], [m, v, top = 0], keep, from, to) => {
      const run = kernels[`adam${bits}`];
      run(out, p, g, m!, v!, top, keep, s.rate, s.epsilon, s.beta1, s.beta2, s.l2, s.shrink, from, to);
    },
  })),
});

const rows: readonly Row[] = [
  {
    name: "combine",
    moments: [],
    bound: fc.record({ a: scalar(-128, 128), b: scalar(-128, 128) }).map((s) => ({
      step: combine(s),
      run: (kernels, bits, [out, p, g], _, keep, from, to) =>
        kernels[`combine${bits}`](out, p, g, keep, s.a, s.b, from, to),
    })),
  },
  {
    name: "clip",
    moments: [],
    bound: fc.record({ limit: scalar(1, 128) }).map((s) => ({
      step: clip(s),
      run: (kernels, bits, [out, p, g], _, keep, from, to) =>
        kernels[`clip${bits}`](out, p, g, keep, s.limit, from, to),
    })),
  },
  {
    name: "momentum",
    moments: [signed],
    bound: fc.record({ beta: memory, gain: memory, a: rate, b: rate, l2: penalty }).map((s) => ({
      step: momentum(s),
      run: (kernels, bits, [out, p, g], [m], keep, from, to) =>
        kernels[`momentum${bits}`](out, p, g, m!, keep, s.beta, s.gain, s.a, s.b, s.l2, from, to),
    })),
  },
  ...[false, true].flatMap((centered) => [rmspropRow(centered, false), rmspropRow(centered, true)]),
  adamRow(false),
  adamRow(true),
];

const keep = fc.constantFrom<0 | 1>(0, 1);

describe.each(widths)("float$bits", ({ bits, type, bytes, arith, least }) => {
  for (const { name, moments, bound } of rows) {
    const count = moments.length;
    const stepOf = ([p, g, ...m]: readonly Float64Array[], i: number, { step }: Bound, keep: 0 | 1) =>
      step(
        arith,
        keep,
        arith.exact(p![i]!),
        arith.exact(g![i]!),
        m.map((x) => arith.exact(x[i]!)),
      );

    // One output block holds out and the moments, so that each has its own bound.
    kernelLaws<{ readonly n: number; readonly keep: 0 | 1; readonly bound: Bound }>({
      title: `${name}${bits}: within the running error bound of its formula`,
      shape: fc.record({ n: lengths(block), keep, bound }),
      inputs: ({ n }) => [signed, signed, ...moments].map((draw) => ({ type, length: n, draw })),
      outputs: ({ n }) => [{ type, length: (1 + count) * n }],
      call: ({ kernels, arena }, [out], [p, g, ...from], { n, keep, bound }) => {
        const at = from.map((_, k) => out! + (1 + k) * n * bytes);
        from.forEach((moment, k) => {
          arena.u8(at[k]!, n * bytes).set(arena.u8(moment, n * bytes));
        });
        bound.run(kernels, bits, [out!, p!, g!], at, keep, 0, n);
      },
      reference: (inputs, { n, bound, keep }) => {
        const all = Array.from({ length: n }, (_, i) => stepOf(inputs, i, bound, keep));
        return [Float64Array.from({ length: (1 + count) * n }, (_, j) => all[j % n]![Math.floor(j / n)]!.value)];
      },
      bound: (_, j, inputs, { n, bound, keep }) => stepOf(inputs, j % n, bound, keep)[Math.floor(j / n)]!.error,
      specials: [0, -0, 1, -1, NaN, Infinity, -Infinity, least, -least],
    });

    test.each(runtimes)(`${name}${bits} ($simd): over p, over g, and in pieces, the same bits`, ({ using }) =>
      fc.assert(
        fc.property(seeds, lengths(block), keep, bound, fc.nat(), (seed, n, keep, { run }, cut) =>
          using(({ kernels, arena }) => {
            const put = type === "f32" ? arena.put32 : arena.put64;
            const contents = (at: number) => Array.from(arena.u8(at, n * bytes));
            const data = [signed, signed, ...moments].map((draw, k) => drawn(seed + k, n, draw));
            const result = (target: (p: number, g: number) => number, bounds: readonly number[]) => {
              const [p, g, ...m] = data.map((values) => put(values));
              const out = target(p!, g!);
              bounds.slice(1).forEach((to, k) => {
                run(kernels, bits, [out, p!, g!], m, keep, bounds[k]!, to);
              });
              return [out, ...m].map(contents);
            };
            const apart = () => arena.alloc(n * bytes);
            const middle = cut % (n + 1);
            const whole = result(apart, [0, n]);
            expect(result((p) => p, [0, n])).toEqual(whole);
            expect(result((_, g) => g, [0, n])).toEqual(whole);
            expect(result(apart, [0, middle, n])).toEqual(whole);
            expect(result(apart, [0, ...Array.from({ length: n }, (_, i) => i + 1)])).toEqual(whole);
          }),
        ),
      ),
    );
  }

  // Positive terms only: n roundings of the sum and one of each square, to first order.
  kernelLaws<{ readonly n: number; readonly from: number }>({
    title: `squaredNorm${bits}: within (n + 2) 2^-53 of itself`,
    shape: fc.record({ n: lengths(block), from: fc.nat({ max: 5 }) }),
    inputs: ({ n, from }) => [{ type, length: from + n, draw: magnitudes(-10, 10) }],
    outputs: () => [{ type: "f64", length: 1 }],
    call: ({ kernels, arena }, [out], [g], { n, from }) => {
      arena.f64(out!, 1)[0] = kernels[`squaredNorm${bits}`](g!, from, from + n);
    },
    reference: ([g], { from }) => [[g!.subarray(from).reduce((sum, x) => sum + x * x, 0)]],
    bound: (expected, _, __, { n }) => (n + 2) * roundoff64 * expected,
  });
});
