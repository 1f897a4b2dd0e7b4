import type { Key } from "../core/key.js";
import type { ReadonlyFloats, Tensor } from "../core/tensor.js";
import type { Runtime } from "../wasm/runtime.js";

/**
 * A distribution over rows of `width` numbers, as a record of pure functions: each family is a function from its
 * parameters to this record. Values in nats, by the engine's exp and log: for evaluation.
 */
export interface Distribution {
  /** How many numbers one draw has. */
  readonly width: number;
  /** E[x] */
  readonly mean: ReadonlyFloats;
  /** -E[log p(x)]; for the continuous families the differential entropy. */
  readonly entropy: number;
  /** log p(x) of one row. */
  readonly logDensity: (x: ArrayLike<number>) => number;
  /** n draws, (n, width), float64. Row i depends on (key, i) alone: fewer draws are the first of more. */
  readonly sample: (runtime: Runtime, key: Key, n: number) => Tensor;
}
