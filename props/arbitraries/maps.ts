import fc from "fast-check";
import { type Tensor, tensor, tensor64 } from "../../src/core/tensor.js";
import { between, drawn, seeds, stream } from "./data.js";

/** Multiples of 2^-10 below `extent`: their sums, differences and translations by integers are exact. */
export const onGrid = (seed: number, n: number, dims: number, extent = 16): Tensor =>
  tensor64(
    [n, dims],
    drawn(seed, n * dims, between(-extent, extent)).map((value) => Math.round(value * 1024) / 1024),
  );

/** Every number of a tensor, changed. */
export const mapped = ({ shape, data }: Tensor, f: (value: number, at: number) => number): Tensor =>
  tensor(shape, Float64Array.from(data, f));

/** Rows in another order, or some of them. */
export const rowsOf = ({ shape, data }: Tensor, order: readonly number[]): Tensor => {
  const dims = shape[1]!;
  return tensor64(
    [order.length, dims],
    order.flatMap((i) => Array.from({ length: dims }, (_, c) => data[i * dims + c]!)),
  );
};

/** The largest difference between two tensors. */
export const furthest = (a: Tensor, b: Tensor): number =>
  Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!)));

/** n numbers in an order of a seed. */
export const orderOf = (seed: number, n: number): number[] => {
  const next = stream(seed);
  return Array.from({ length: n }, (_, i) => [next(), i] as const)
    .sort(([a], [b]) => a - b)
    .map(([, i]) => i);
};

/** Points in four dimensions and a map of them, on grids. */
export interface MapScene {
  readonly seed: number;
  readonly n: number;
  readonly dims: number;
}

export const mapScenes: fc.Arbitrary<MapScene> = fc.record({
  seed: seeds,
  n: fc.integer({ min: 7, max: 40 }),
  dims: fc.constantFrom(1, 2, 3),
});

/** The points of a scene, their map, and the largest perplexity that they carry. */
export const placed = ({ seed, n, dims }: MapScene) => ({
  x: onGrid(seed, n, 4),
  y: onGrid(seed + 1, n, dims, 4),
  perplexity: (n - 1) / 3,
});
