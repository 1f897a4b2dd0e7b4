import fc from "fast-check";
import { between, type Draw, lengths, magnitudes } from "../arbitraries/data.js";
import { type Bound, roundedOnce, roundoff32, ulp32, ulps32 } from "../laws/bound.js";
import { type Elementwise, elementwiseLaws } from "../laws/elementwise.js";
import { kernelLaws } from "../laws/kernel.js";

const law = (
  kernel: Elementwise["kernel"],
  claim: string,
  draws: readonly Draw[],
  reference: Elementwise["reference"],
  bound: Bound<unknown>,
  scalars: readonly number[] = [],
): void => elementwiseLaws({ kernel, type: "f32", claim, draws, reference, bound, scalars });

// Elementary functions, whose references are float64: their own error is 2^-29 of an ulp here.

/** Ordinary arguments and, one in four, tiny ones, where a difference of near numbers would show. */
const line =
  (end: number): Draw =>
  (next) =>
    next() < 0.25 ? magnitudes(-149, 0)(next) : between(-end, end)(next);

/** So many ulps, or the floor where an exponential was clamped in place of vanishing. */
const clamped =
  (count: number): Bound<unknown> =>
  (expected) =>
    count * ulp32(expected) + 2 ** -125;

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

law("mapExp32", "within 2 ulp", [line(106)], Math.exp, ulps32(2));
law("mapExpm1_32", "within 2 ulp", [line(90)], Math.expm1, ulps32(2));
law("mapLog32", "within 1 ulp", [(next) => Math.abs(magnitudes(-149, 127)(next))], Math.log, ulps32(1));
law("mapTanh32", "within 3 ulp", [line(12)], Math.tanh, ulps32(3));
law("mapActivity32", "within 3 ulp", [line(24)], (x) => Math.tanh(Math.abs(x) / 2), ulps32(3));
law("mapSigmoid32", "within 3 ulp, or 2^-125", [line(110)], (x) => 1 / (1 + Math.exp(-x)), clamped(3));
law("mapSoftplus32", "within 3 ulp, or 2^-125", [line(110)], softplus, clamped(3));

const any = magnitudes(-20, 20);
const slope = Math.fround(0.01);

law("mapRelu32", "exact", [any], (x) => (Number.isNaN(x) || x >= 0 ? x : 0), roundedOnce);
law("mapLeakyRelu32", "rounded once", [any], (x) => (x > 0 ? x : slope * x), roundedOnce, [slope]);
law("scale32", "rounded once", [any], (x) => slope * x, roundedOnce, [slope]);
law("add32", "rounded once", [any, any], (x, y) => x! + y!, roundedOnce);
law("sub32", "rounded once", [any, any], (x, y) => x! - y!, roundedOnce);
law("mul32", "rounded once", [any, any], (x, y) => x! * y!, roundedOnce);

/** The product and the sum are rounded in the plain build, the sum alone in the relaxed one. */
const twoRoundings: Bound<unknown> = (expected, i, [x]) =>
  roundoff32 * (Math.abs(slope * x![i]!) + Math.abs(expected)) + 2 ** -149;
law("axpy32", "within two roundings", [any, any], (x, y) => slope * x! + y!, twoRoundings, [slope]);

// Backward, from the output. References take y as it is given: what the forward map lost is not theirs.

law("gradRelu32", "exact", [any, any], (dy, y) => (y! <= 0 ? 0 : dy!), roundedOnce);
law("gradLeakyRelu32", "rounded once", [any, any], (dy, y) => (y! > 0 ? dy! : slope * dy!), roundedOnce, [slope]);
law("gradSigmoid32", "within 3 ulp", [any, between(0, 1)], (dy, y) => dy! * (y! * (1 - y!)), ulps32(3));
law("gradTanh32", "within 3 ulp", [any, between(-1, 1)], (dy, y) => dy! * ((1 - y!) * (1 + y!)), ulps32(3));
law("gradSoftplus32", "within 4 ulp", [any, between(0, 30)], (dy, y) => -(dy! * Math.expm1(-y!)), ulps32(4));

/** y, within 3 ulp of at most 2^-24, moves (1 - y^2) / 2 by as much; five roundings of it, which is 1/2 at most. */
const ofDy: Bound<unknown> = (_, i, [dy]) => 2 ** -21 * Math.abs(dy![i]!) + 2 ** -149;
const activitySlope = (x: number): number => (x === 0 ? 0 : (Math.sign(x) * (1 - Math.tanh(x / 2) ** 2)) / 2);
law("gradActivity32", "within 2^-21 |dy|", [any, line(8)], (dy, x) => dy! * activitySlope(x!), ofDy);

kernelLaws<{ n: number; a: number }>({
  title: "fill32: exact",
  shape: fc.record({ n: lengths(16), a: fc.float() }),
  inputs: () => [],
  outputs: ({ n }) => [{ type: "f32", length: n }],
  call: ({ kernels }, [out], _, { n, a }) => kernels.fill32(out!, n, a),
  reference: (_, { n, a }) => [new Float64Array(n).fill(a)],
  bound: roundedOnce,
  specials: [],
});

law("copy32", "exact", [any], (x) => x!, roundedOnce);
