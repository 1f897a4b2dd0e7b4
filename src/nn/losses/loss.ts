/** Losses in linear memory: what an objective calls between a network's forward pass and its pullback. */
import * as t from "io-ts";
import type { Precision } from "../../core/random.js";
import { type Shape, size } from "../../core/shape.js";
import type { Kernels } from "../../wasm/abi/index.js";
import type { Pointer } from "../../wasm/arena.js";
import type { PassContext, Pointers } from "../compiledLayer.js";

/** The least variance of `gaussianNll`: what is below counts as this much. */
export const leastVariance = 1e-6;

/** Values of m float64, gradients of y, y, the target, the scale of the gradients, features, and the rows [from, to). */
type KernelCall = (
  kernels: Kernels,
  bits: 32 | 64,
  values: Pointer,
  dy: Pointers,
  y: Pointers,
  target: Pointer,
  scale: number,
  n: number,
  m: number,
) => void;

const between =
  (
    kind: "bceWithLogits" | "bce" | "squaredError" | "absoluteError" | "crossEntropySoft" | "crossEntropy",
  ): KernelCall =>
  (kernels, bits, values, [dy], [y], target, scale, n, m) =>
    kernels[`${kind}${bits}`](values, dy!, y!, target, scale, n, 0, m);

/** Every loss: what its kernel is called with. */
const kernelCalls = {
  bceWithLogits: between("bceWithLogits"),
  bce: between("bce"),
  squaredError: between("squaredError"),
  absoluteError: between("absoluteError"),
  crossEntropySoft: between("crossEntropySoft"),
  crossEntropy: between("crossEntropy"),
  gaussianNll: (kernels, bits, values, [dmean, dvariance], [mean, variance], target, scale, n, m) =>
    kernels[`gaussianNll${bits}`](values, dmean!, dvariance!, mean!, target, variance!, leastVariance, scale, n, 0, m),
  gaussianNllLogvar: (kernels, bits, values, [dmean, dlogvar], [mean, logvar], target, scale, n, m) =>
    kernels[`gaussianNllLogvar${bits}`](values, dmean!, dlogvar!, mean!, target, logvar!, scale, n, 0, m),
} satisfies Readonly<Record<string, KernelCall>>;

/** The losses there are, each described under its name in `nn.losses`. Two have two predictions: a mean and its spread. */
export type LossKind = keyof typeof kernelCalls;

/** Reads the name of a loss from a config or a checkpoint. */
export const LossKind = t.keyof(kernelCalls);

/** What a loss is taken of: the outputs of a network, or what has their shapes. */
export interface LossOutputs {
  /** Of the predictions without the batch: as many numbers in each. */
  readonly shapes: readonly Shape[];
  /** Whether the gradients may take the place of the predictions. */
  readonly outputReusable?: boolean;
  /** Of predictions, gradients and target; float32 unless it is said. */
  readonly precision?: Precision;
}

/** What a loss finds of a batch, in nats. It lies in the arena's scope in which it was called. */
export interface KernelLossValue {
  /** The sum over the batch, without the weight. It has one order, however rows are split. */
  readonly value: number;
  /** The loss of each example: `batch` numbers of float64. */
  readonly rows: Pointer;
  /** `weight` times the gradient of the sum by each prediction: what a pullback is given. */
  readonly dy: Pointers;
}

/** A workspace and the rows of a batch, which every pass has. */
export type LossContext = Pick<PassContext, "workspace" | "batch">;

/** A loss in linear memory. The target has the shape of a prediction; for `crossEntropy` a class an example, int32. */
export type KernelLoss = (run: LossContext, y: Pointers, target: Pointer, weight: number) => KernelLossValue;

/** Room for the gradients of predictions: themselves where they may be written over. */
export const gradientsOf = (
  { workspace: { arena }, batch }: LossContext,
  { shapes, outputReusable = false, precision = "float32" }: LossOutputs,
  y: Pointers,
): Pointers => {
  const alloc = precision === "float32" ? arena.alloc32 : arena.alloc64;
  return outputReusable ? y : y.map(() => alloc(batch * size(shapes[0]!)));
};

/**
 * The loss of a network's outputs against a target, and its gradient: `loss("bceWithLogits", decoder)(run, y, x, weight)`.
 *
 * A mean over the batch is `value / batch` with the gradient of the weight `1 / batch`.
 */
export const loss =
  (kind: LossKind, outputs: LossOutputs): KernelLoss =>
  (run, y, target, weight) => {
    const { workspace, batch } = run;
    const rows = workspace.arena.alloc64(batch);
    const dy = gradientsOf(run, outputs, y);
    const bits = outputs.precision === "float64" ? 64 : 32;
    kernelCalls[kind](workspace.kernels, bits, rows, dy, y, target, weight, size(outputs.shapes[0]!), batch);
    return { value: workspace.kernels.sum64(rows, batch), rows, dy };
  };
