import { type Key, named } from "../../core/key.js";
import { normal, type Precision } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Runtime } from "../../wasm/runtime.js";

/** So small that at first all points repel each other alike. */
const deviation = 1e-4;

const scaled = ({ shape, data }: Tensor, factor: number): Tensor =>
  tensor(
    shape,
    Float64Array.from(data, (value) => factor * value),
  );

/** A start at random: normal coordinates of standard deviation 1e-4. */
export const randomStart = (
  runtime: Runtime,
  key: Key,
  n: number,
  dims: number,
  precision: Precision = "float32",
): Tensor => scaled(normal(runtime, named(key, "start"), [n, dims], precision), deviation);

/**
 * A start from coordinates that are known, such as the first principal components: [n, dims], scaled so that the first
 * has standard deviation 1e-4. It keeps the large scale of the data, which a start at random leaves to chance.
 *
 * Source: Kobak and Linderman, "Initialization is critical for preserving global data structure in both t-SNE and UMAP"
 * (2021).
 *
 * @example
 * scaledStart(tensor64([2, 2], [-3, 1, 3, -1])).data[0] // => -0.0001
 */
export const scaledStart = (coordinates: Tensor): Tensor => {
  const [n, dims] = coordinates.shape as readonly [number, number];
  let mean = 0;
  for (let i = 0; i < n; i++) mean += coordinates.data[i * dims]! / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (coordinates.data[i * dims]! - mean) ** 2 / n;
  return scaled(coordinates, variance > 0 ? deviation / Math.sqrt(variance) : 1);
};
