import fc from "fast-check";
import type { Arena } from "../../src/wasm/arena.js";
import { between, type Draw, lengths, magnitudes } from "../arbitraries/data.js";
import { roundedOnce, roundoff32, roundoff64 } from "../laws/bound.js";
import { kernelLaws } from "../laws/kernel.js";
import { arithmetic, type Rounded } from "../reference/rounding.js";

const { add, exact, mul, rounded, sub } = arithmetic(roundoff32, 2 ** -149);

interface Shape {
  readonly m: number;
  readonly n: number;
}

/** Rows from one to past two tiles of 64, features past two vectors. */
const extents = {
  m: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60, max: 140 })),
  n: lengths(4).map((n) => n % 12),
};

const sum = (n: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};

/** Mean and biased variance of column j, by two passes. */
const moments = (x: Float64Array, { m, n }: Shape, j: number) => {
  const mean = sum(m, (i) => x[i * n + j]!) / m;
  return { mean, variance: sum(m, (i) => (x[i * n + j]! - mean) ** 2) / m };
};

const largest = (x: Float64Array, { m, n }: Shape, j: number): number =>
  Array.from({ length: m }, (_, i) => Math.abs(x[i * n + j]!)).reduce((a, b) => Math.max(a, b), 0);

/** Positive and negative, of a spread of `deviation` about `mean`. */
const about =
  (mean: number, deviation: number): Draw =>
  (next) =>
    mean + deviation * between(-1, 1)(next);

// With d = x - x_0, mean d^2 <= m variance (Samuelson), of which m additions, the squares and the difference round.
// The mean of the d, and that of the reference, sum m numbers of twice the largest.
kernelLaws<Shape & { readonly mean: number }>({
  title: "normMoments32: within 4 m (m + 5) 2^-53 of the variance, whatever the mean",
  shape: fc.record({ ...extents, mean: fc.constantFrom(0, 1000, -3e6) }),
  inputs: ({ m, n, mean }) => [{ type: "f32", length: m * n, draw: about(mean, 1) }],
  outputs: ({ n }) => [{ type: "f64", length: 2 * n }],
  call: ({ kernels }, [out], [x], { m, n }) => kernels.normMoments32(out!, x!, m, n, 0, n),
  reference: ([x], shape) => {
    const columns = Array.from({ length: shape.n }, (_, j) => moments(x!, shape, j));
    return [Float64Array.from([...columns.map((c) => c.mean), ...columns.map((c) => c.variance)])];
  },
  bound: (expected, j, [x], { m, n }) => {
    const ofMean = 4 * (m + 2) * roundoff64 * largest(x!, { m, n }, j % n);
    // the two-pass variance of the reference is off by the square of its mean's error
    return j < n ? ofMean : 4 * m * (m + 5) * roundoff64 * expected + ofMean ** 2;
  },
  specials: [0, -0, 1, -1, NaN, 2 ** -140, -(2 ** -149)],
});

/** Without subnormals: their product is 0 in float32 and not in the reference, which infinity times it tells apart. */
const sown = [0, -0, 1, -1, NaN, Infinity, -Infinity];

interface Normalised extends Shape {
  readonly affine: boolean;
}
const normalised = fc.record({ ...extents, affine: fc.boolean() });

/** 1 / sqrt(variance + epsilon), and the mean in two floats. */
const coefficient: Draw = (next) => 2 ** between(-4, 4)(next);
const c: readonly Draw[] = [about(1000, 1), about(0, 2 ** -15), coefficient];

const xhat = (x: number, [centre, rest, scale]: readonly number[]): Rounded =>
  mul(sub(sub(exact(x), exact(centre!)), exact(rest!)), exact(scale!));

const columnsOf = (n: number, j: number, blocks: readonly Float64Array[]): readonly number[] =>
  blocks.map((block) => block[j % n]!);

// The blocks of c come as three inputs and are laid end to end for the kernel.
const joined = (arena: Arena, blocks: readonly number[], n: number) => {
  const at = arena.alloc32(3 * n);
  blocks.forEach((block, k) => {
    arena.f32(at + 4 * k * n, n).set(arena.f32(block, n));
  });
  return at;
};

const forward = (
  [x, c0, c1, c2, gamma, beta]: readonly Float64Array[],
  i: number,
  { n, affine }: Normalised,
): Rounded => {
  const hat = xhat(x![i]!, columnsOf(n, i, [c0!, c1!, c2!]));
  return affine ? add(mul(exact(gamma![i % n]!), hat), exact(beta![i % n]!)) : hat;
};

kernelLaws<Normalised>({
  title: "normForward32: within the running error bound of its formula",
  shape: normalised,
  inputs: ({ m, n }) => [
    { type: "f32", length: m * n, draw: about(1000, 1) },
    ...[...c, between(-2, 2), between(-2, 2)].map((draw) => ({ type: "f32", length: n, draw }) as const),
  ],
  outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
  call: ({ kernels, arena }, [y], [x, c0, c1, c2, gamma, beta], { m, n, affine }) => {
    const c = joined(arena, [c0!, c1!, c2!], n);
    kernels.normForward32(y!, x!, c, affine ? gamma! : 0, affine ? beta! : 0, n, 0, m);
  },
  reference: (inputs, shape) => [
    Float64Array.from({ length: shape.m * shape.n }, (_, i) => forward(inputs, i, shape).value),
  ],
  bound: (_, i, inputs, shape) => forward(inputs, i, shape).error,
  specials: sown,
  inPlace: [[0, 0]],
});

kernelLaws<Shape>({
  title: "normSums32: within the running error bound of its terms",
  shape: fc.record(extents),
  inputs: ({ m, n }) => [
    { type: "f32", length: m * n, draw: magnitudes(-4, 4) },
    { type: "f32", length: m * n, draw: about(1000, 1) },
    ...c.map((draw) => ({ type: "f32", length: n, draw }) as const),
  ],
  outputs: ({ n }) => [
    { type: "f32", length: n },
    { type: "f32", length: n },
  ],
  call: ({ kernels, arena }, [dgamma, dbeta], [dy, x, c0, c1, c2], { m, n }) => {
    const c = joined(arena, [c0!, c1!, c2!], n);
    kernels.normSums32(dgamma!, dbeta!, arena.alloc64(2 * n), dy!, x!, c, m, n, 0, n);
  },
  reference: ([dy, x, ...c], { m, n }) => [
    Float64Array.from({ length: n }, (_, j) =>
      sum(m, (i) => dy![i * n + j]! * xhat(x![i * n + j]!, columnsOf(n, j, c)).value),
    ),
    Float64Array.from({ length: n }, (_, j) => sum(m, (i) => dy![i * n + j]!)),
  ],
  // dbeta is summed in float64 and rounded once
  bound: (expected, j, [dy, x, ...c], { m, n }, output) => {
    const term = (i: number): Rounded =>
      output === 1 ? exact(dy![i * n + j]!) : mul(exact(dy![i * n + j]!), xhat(x![i * n + j]!, columnsOf(n, j, c)));
    const sums = sum(m, (i) => term(i).error + 2 * m * roundoff64 * Math.abs(term(i).value));
    return sums + roundoff32 * (Math.abs(expected) + sums) + 2 ** -149;
  },
  specials: sown,
});

interface Backward extends Normalised {
  readonly training: boolean;
}

const backward = (
  [dy, x, c0, c1, c2, gamma, dgamma, dbeta]: readonly Float64Array[],
  i: number,
  { m, n, affine, training }: Backward,
): Rounded => {
  const j = i % n;
  const scale = affine ? mul(exact(gamma![j]!), exact(c2![j]!)) : exact(c2![j]!);
  if (!training) return mul(scale, exact(dy![i]!));
  const common = add(mul(xhat(x![i]!, columnsOf(n, i, [c0!, c1!, c2!])), exact(dgamma![j]!)), exact(dbeta![j]!));
  return mul(scale, sub(exact(dy![i]!), mul(rounded(1 / m), common)));
};

kernelLaws<Backward>({
  title: "normBackward32: within the running error bound of its formula",
  shape: fc.record({ ...extents, affine: fc.boolean(), training: fc.boolean() }),
  inputs: ({ m, n }) => [
    { type: "f32", length: m * n, draw: magnitudes(-4, 4) },
    { type: "f32", length: m * n, draw: about(1000, 1) },
    ...[...c, between(-2, 2), magnitudes(-4, 4), magnitudes(-4, 4)].map(
      (draw) => ({ type: "f32", length: n, draw }) as const,
    ),
  ],
  outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
  call: ({ kernels, arena }, [dx], [dy, x, c0, c1, c2, gamma, dgamma, dbeta], { m, n, affine, training }) => {
    const c = joined(arena, [c0!, c1!, c2!], n);
    kernels.normBackward32(dx!, dy!, x!, c, affine ? gamma! : 0, dgamma!, dbeta!, training ? m : 0, n, 0, m);
  },
  reference: (inputs, shape) => [
    Float64Array.from({ length: shape.m * shape.n }, (_, i) => backward(inputs, i, shape).value),
  ],
  bound: (_, i, inputs, shape) => backward(inputs, i, shape).error,
  specials: sown,
  inPlace: [
    [0, 0],
    [0, 1],
  ],
});

const variance: Draw = (next) => 2 ** between(-20, 20)(next);
const epsilon = 1e-5;

kernelLaws<number>({
  title: "normBatch32: the mean in two floats and 1 / sqrt(variance + epsilon), each rounded once",
  shape: lengths(4),
  inputs: (n) => [
    { type: "f64", length: n, draw: magnitudes(-10, 20) },
    { type: "f64", length: n, draw: variance },
  ],
  outputs: (n) => [{ type: "f32", length: 3 * n }],
  call: ({ kernels, arena }, [out], [mean, square], n) => {
    const at = arena.put64([...arena.f64(mean!, n), ...arena.f64(square!, n)]);
    kernels.normBatch32(out!, at, n, epsilon);
  },
  reference: ([mean, square]) => [
    Float64Array.from([
      ...mean!.map(Math.fround),
      ...mean!.map((x) => x - Math.fround(x)),
      ...square!.map((v) => 1 / Math.sqrt(v + epsilon)),
    ]),
  ],
  bound: roundedOnce,
});

kernelLaws<number>({
  title: "normRunning32: the same of float32 statistics, whose means have no rest",
  shape: lengths(4),
  inputs: (n) => [
    { type: "f32", length: n, draw: magnitudes(-10, 20) },
    { type: "f32", length: n, draw: variance },
  ],
  outputs: (n) => [{ type: "f32", length: 3 * n }],
  call: ({ kernels }, [out], [mean, square], n) => kernels.normRunning32(out!, mean!, square!, n, epsilon),
  reference: ([mean, square]) => [
    Float64Array.from([...mean!, ...mean!.map((x) => x - x), ...square!.map((v) => 1 / Math.sqrt(v + epsilon))]),
  ],
  bound: roundedOnce,
});

kernelLaws<{ readonly n: number; readonly m: number; readonly momentum: number }>({
  title: "normTrack32: running means of mean and unbiased variance, each rounded once",
  shape: fc.record({ n: lengths(4), m: fc.integer({ min: 1, max: 5 }), momentum: fc.constantFrom(0, 0.1, 0.3, 1) }),
  inputs: ({ n }) => [
    { type: "f32", length: 2 * n, draw: magnitudes(-10, 10) },
    { type: "f64", length: 2 * n, draw: magnitudes(-10, 10) },
  ],
  outputs: ({ n }) => [{ type: "f32", length: 2 * n }],
  call: ({ kernels, arena }, [out], [old, moments], { n, m, momentum }) => {
    arena.f32(out!, 2 * n).set(arena.f32(old!, 2 * n));
    kernels.normTrack32(out!, out! + 4 * n, moments!, m, n, momentum);
  },
  reference: ([old, moments], { n, m, momentum }) => [
    Float64Array.from(old!, (value, j) => {
      const seen = j < n ? moments![j]! : (m / Math.max(m - 1, 1)) * moments![j]!;
      return (1 - momentum) * value + momentum * seen;
    }),
  ],
  bound: roundedOnce,
});
