import { type Shape, size } from "../../core/shape.js";

/** A batch as a loss sees it: m examples of n features each. */
export interface Rows {
  readonly m: number;
  readonly n: number;
}

/**
 * The first axis is the batch, the others are features.
 *
 * @example
 * rowsOf([64, 28, 28]) // => { m: 64, n: 784 }
 * rowsOf([]) // => { m: 1, n: 1 }
 */
export const rowsOf = (shape: Shape): Rows => ({ m: shape[0] ?? 1, n: size(shape.slice(1)) });

/** One number of a batch: the sum of all elements averaged over the examples, or over the elements, or not at all. */
export type Reduction = "batchMean" | "mean" | "sum";

/**
 * What a reduction multiplies the sum of all elements by.
 *
 * @example
 * weightOf("batchMean", { m: 4, n: 10 }) // => 0.25
 * weightOf("mean", { m: 4, n: 10 }) // => 0.025
 */
export const weightOf = (reduction: Reduction, { m, n }: Rows): number =>
  ({ batchMean: 1 / m, mean: 1 / (m * n), sum: 1 })[reduction];
