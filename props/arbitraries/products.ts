import fc from "fast-check";
import type { Product, Strided } from "../reference/gemm.js";

/** A stream of numbers in [0, 1) from a seed (mulberry32): the data of a case, so that only its shape is drawn and shrunk. */
const uniforms = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Mostly numbers of [-1, 1), with a few of `guests` among them. */
const mixed =
  (...guests: readonly number[]) =>
  (uniform: () => number): number =>
    Math.fround(uniform() < 0.05 ? guests[Math.floor(uniform() * guests.length)]! : 2 * uniform() - 1);

const nonfinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];

/** What the matrices hold: float32 numbers all of them. */
const contents = {
  ordinary: mixed(0),
  integers: (uniform: () => number) => Math.floor(9 * uniform()) - 4,
  nonfinite: mixed(...nonfinite),
  /** Also what overflows and what is subnormal in float32. */
  extreme: mixed(...nonfinite, 1e-42, -1e-42, 1e-30, 3e38, -3e38),
};
export type Content = keyof typeof contents;

const extent = (past: readonly number[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constantFrom(...past) });

interface Layout {
  readonly transposed: boolean;
  /** Elements between the end of a row and the next one. */
  readonly gap: number;
  /** Elements from one of a row to the next. */
  readonly spread: number;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  transposed: fc.boolean(),
  gap: fc.constantFrom(0, 0, 1, 5),
  spread: fc.constantFrom(1, 1, 1, 2),
});

/** Shapes, layouts and a seed of products, across tiles and blocks of tiles, empty ones among them. */
export const shapes = fc.record({
  m: extent([95, 161, 193]),
  n: extent([63, 64, 75]),
  k: extent([128, 511, 513, 1030]),
  accumulate: fc.boolean(),
  layouts: fc.tuple(layout, layout),
  gap: fc.constantFrom(0, 1, 9),
  seed: fc.integer(),
});

/** Every part of the scratch is filled to its end. */
export const wholeBlocks: Shape = {
  ...{ m: 193, n: 65, k: 513, accumulate: true, gap: 1, seed: 0 },
  layouts: [
    { transposed: true, gap: 0, spread: 1 },
    { transposed: false, gap: 0, spread: 1 },
  ],
};

type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

const strided = (rows: number, cols: number, { transposed, gap, spread }: Layout, next: () => number): Strided => {
  const [long, short] = transposed ? [cols, rows] : [rows, cols];
  const stride = short * spread + gap;
  const data = Float64Array.from({ length: long * stride }, next);
  return transposed ? { data, row: spread, col: stride } : { data, row: stride, col: spread };
};

/** The product of a shape, filled. */
export const productOf = ({ m, n, k, accumulate, layouts, gap, seed }: Shape, content: Content): Product => {
  const uniform = uniforms(seed);
  const next = () => contents[content](uniform);
  const a = strided(m, k, layouts[0], next);
  const b = strided(k, n, layouts[1], next);
  const c = strided(m, n, { transposed: false, gap, spread: 1 }, next);
  return { m, from: 0, to: n, k, accumulate, a, b, c };
};
