import type { Precision } from "../../core/random.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Rows } from "./rows.js";

/** A loss between a prediction and a target of the same shape. */
export type Between = "bceWithLogits" | "bce" | "squaredError" | "absoluteError" | "crossEntropySoft";

/** A loss with a second parameter of the prediction: a variance, or its logarithm. */
export type Spread = "gaussianNll" | "gaussianNllLogvar";

/** The blocks of a loss in linear memory, m x n floats of its precision each where nothing else is said. */
export interface LossBlocks {
  /** Written: the loss of each example, m of float64. */
  readonly values: Pointer;
  /** Written: the gradient by x. May be x. */
  readonly dx: Pointer;
  readonly x: Pointer;
  /** The target; for `crossEntropy` the m classes, int32. */
  readonly t: Pointer;
}

/** And the spread with its gradient, which may be one block. */
export interface SpreadBlocks extends LossBlocks {
  readonly ds: Pointer;
  readonly s: Pointer;
}

/**
 * A loss in linear memory: kernels alone, nothing allocated. Writes the loss of each example and `weight` times the
 * gradient of their sum, and returns `weight` times that sum, in nats. The sum has one order, however rows are split.
 */
export type ResidentLoss<Blocks> = (workspace: Workspace, blocks: Blocks, rows: Rows, weight: number) => number;

/** The kernels of each width. */
const bits = { float32: 32, float64: 64 } as const;

/** The resident form of a loss of a prediction. */
export const residentLoss =
  (kind: Between | "crossEntropy", precision: Precision = "float32"): ResidentLoss<LossBlocks> =>
  ({ kernels }, { values, dx, x, t }, { m, n }, weight) => {
    kernels[`${kind}${bits[precision]}`](values, dx, x, t, weight, n, 0, m);
    return weight * kernels.sum64(values, m);
  };

/** The least variance of `gaussianNll`: what is below counts as this much. */
export const leastVariance = 1e-6;

/** The resident form of a loss of a prediction and its spread. */
export const residentSpreadLoss =
  (kind: Spread, precision: Precision = "float32"): ResidentLoss<SpreadBlocks> =>
  ({ kernels }, { values, dx, ds, x, t, s }, { m, n }, weight) => {
    if (kind === "gaussianNll")
      kernels[`gaussianNll${bits[precision]}`](values, dx, ds, x, t, s, leastVariance, weight, n, 0, m);
    else kernels[`gaussianNllLogvar${bits[precision]}`](values, dx, ds, x, t, s, weight, n, 0, m);
    return weight * kernels.sum64(values, m);
  };
