import fc from "fast-check";
import { between } from "../arbitraries/data.js";
import { roundedOnce, roundoff32 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws } from "../laws/kernel.js";

/** Pictures, channels last, and a square of pixels. */
interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly side: number;
  readonly stride: number;
}

const extent = (max: number) => fc.integer({ min: 1, max });

const pictures: fc.Arbitrary<Pictures> = fc.record({
  count: fc.nat({ max: 3 }),
  height: extent(7),
  width: extent(7),
  channels: extent(9),
  side: extent(3),
  stride: extent(3),
});

/** Pictures that a window fits into. */
const windowed = pictures.filter(({ height, width, side }) => Math.min(height, width) >= side);

const windows = ({ height, width, side, stride }: Pictures) => ({
  rows: Math.floor((height - side) / stride) + 1,
  columns: Math.floor((width - side) / stride) + 1,
});

const pooled = (shape: Pictures): number => shape.count * windows(shape).rows * windows(shape).columns * shape.channels;
const pixels = ({ count, height, width, channels }: Pictures): number => count * height * width * channels;

/** The pixels that window (r, c) of picture n sees. */
const seen = ({ width, side, stride }: Pictures, r: number, c: number): readonly number[] =>
  Array.from({ length: side * side }, (_, k) => {
    const [a, b] = [Math.floor(k / side), k % side];
    return (r * stride + a) * width + c * stride + b;
  });

/** Coordinates of number `at` of a picture in columns. */
const split = (at: number, rows: number, columns: number, channels: number) => ({
  n: Math.floor(at / (rows * columns * channels)),
  r: Math.floor(at / (columns * channels)) % rows,
  c: Math.floor(at / channels) % columns,
  i: at % channels,
});

/** The place of the first largest number of each window; NaN is larger than any. */
const placesOf = (x: Float64Array, shape: Pictures): readonly number[] =>
  Array.from({ length: pooled(shape) }, (_, at) => {
    const { height, width, channels } = shape;
    const { n, r, c, i } = split(at, windows(shape).rows, windows(shape).columns, channels);
    const value = (pixel: number): number => x[(n * height * width + pixel) * channels + i]!;
    return seen(shape, r, c).reduce((best, pixel) => {
      const [most, v] = [value(best), value(pixel)];
      return v > most || (Number.isNaN(v) && !Number.isNaN(most)) ? pixel : best;
    });
  });

/** Few different ones, so that there are ties. */
const coarse = (next: () => number): number => Math.floor(5 * next()) - 2;

kernelLaws<Pictures>({
  title: "maxPool32: the first of the largest numbers of each window, and its place, exactly",
  shape: windowed,
  inputs: (shape) => [{ type: "f32", length: pixels(shape), draw: coarse }],
  outputs: (shape) => [
    { type: "f32", length: pooled(shape) },
    { type: "i32", length: pooled(shape) },
  ],
  call: ({ kernels }, [y, places], [x], shape) => {
    const { rows, columns } = windows(shape);
    const { height, width, channels, side, stride, count } = shape;
    kernels.maxPool32(y!, places!, x!, height, width, channels, rows, columns, side, stride, 0, count);
  },
  reference: ([x], shape) => {
    const { height, width, channels } = shape;
    const { rows, columns } = windows(shape);
    const places = placesOf(x!, shape);
    const value = (pixel: number, at: number) => {
      const { n, i } = split(at, rows, columns, channels);
      return x![(n * height * width + pixel) * channels + i]!;
    };
    return [places.map(value), places];
  },
  bound: roundedOnce,
});

/** Where windows overlap a number may be the largest of several. */
const overlaps = ({ side }: Pictures): number => side * side;

kernelLaws<Pictures>({
  title: "gradMaxPool32: each dy at its place, within (windows - 1) 2^-23 of the sum of their magnitudes",
  shape: windowed,
  inputs: (shape) => [
    { type: "f32", length: pooled(shape), draw: between(-2, 2) },
    { type: "f32", length: pixels(shape), draw: coarse },
  ],
  outputs: (shape) => [{ type: "f32", length: pixels(shape) }],
  call: ({ kernels, arena }, [dx], [dy, x], shape) => {
    const { rows, columns } = windows(shape);
    const { height, width, channels, side, stride, count } = shape;
    const [y, places] = [arena.alloc32(pooled(shape)), arena.alloc32(pooled(shape))];
    kernels.maxPool32(y, places, x!, height, width, channels, rows, columns, side, stride, 0, count);
    kernels.gradMaxPool32(dx!, dy!, places, height * width, rows * columns, channels, 0, count);
  },
  reference: ([dy, x], shape) => {
    const { height, width, channels } = shape;
    const { rows, columns } = windows(shape);
    const dx = new Float64Array(pixels(shape));
    placesOf(x!, shape).forEach((pixel, at) => {
      const { n, i } = split(at, rows, columns, channels);
      dx[(n * height * width + pixel) * channels + i]! += dy![at]!;
    });
    return [dx];
  },
  bound: (_, __, [dy], shape) =>
    (overlaps(shape) - 1) * 2 * roundoff32 * overlaps(shape) * Math.max(0, ...Array.from(dy!, Math.abs)),
  specials: [],
});

const enlarged = (shape: Pictures): number => pixels(shape) * shape.side ** 2;

/** The number of x of which number `at` of y is a copy. */
const source = ({ height, width, channels, side }: Pictures, at: number): number => {
  const { n, r, c, i } = split(at, height * side, width * side, channels);
  return ((n * height + Math.floor(r / side)) * width + Math.floor(c / side)) * channels + i;
};

kernelLaws<Pictures>({
  title: "upsample32: each pixel as a square, exactly",
  shape: pictures,
  inputs: (shape) => [{ type: "f32", length: pixels(shape), draw: between(-2, 2) }],
  outputs: (shape) => [{ type: "f32", length: enlarged(shape) }],
  call: ({ kernels }, [y], [x], { height, width, channels, side, count }) =>
    kernels.upsample32(y!, x!, height, width, channels, side, 0, count),
  reference: ([x], shape) => [Array.from({ length: enlarged(shape) }, (_, at) => x![source(shape, at)]!)],
  bound: roundedOnce,
});

kernelLaws<Pictures>({
  title: "gradUpsample32: the sum of each square, within (numbers - 1) 2^-23 of the largest sum there may be",
  shape: pictures,
  inputs: (shape) => [{ type: "f32", length: enlarged(shape), draw: between(-2, 2) }],
  outputs: (shape) => [{ type: "f32", length: pixels(shape) }],
  call: ({ kernels }, [dx], [dy], { height, width, channels, side, count }) =>
    kernels.gradUpsample32(dx!, dy!, height, width, channels, side, 0, count),
  reference: ([dy], shape) => {
    const dx = new Float64Array(pixels(shape)).fill(-0);
    dy!.forEach((value, at) => {
      dx[source(shape, at)]! += value;
    });
    return [dx];
  },
  bound: (_, __, ___, { side }) => (side ** 2 - 1) * 2 * roundoff32 * side ** 2 * 2,
  specials: [0, -0, 1, -1, NaN, Infinity, -Infinity],
});

const matrices: KernelLaw<Pictures>["shape"] = fc.record({
  count: fc.nat({ max: 3 }),
  height: fc.nat({ max: 13 }),
  width: fc.nat({ max: 13 }),
  channels: fc.constant(1),
  side: fc.constant(1),
  stride: fc.constant(1),
});

kernelLaws<Pictures>({
  title: "transpose32: rows as columns, exactly",
  shape: matrices,
  inputs: (shape) => [{ type: "f32", length: pixels(shape), draw: between(-2, 2) }],
  outputs: (shape) => [{ type: "f32", length: pixels(shape) }],
  call: ({ kernels }, [out], [x], { height, width, count }) => kernels.transpose32(out!, x!, height, width, 0, count),
  reference: ([x], { height: m, width: n }) => [
    x!.map((_, at) => x![Math.floor(at / (m * n)) * m * n + (at % m) * n + (Math.floor(at / m) % n)]!),
  ],
  bound: roundedOnce,
});
