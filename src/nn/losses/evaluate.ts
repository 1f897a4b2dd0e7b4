/** Losses as pure functions: tensors are copied in, the kernels run, gradients are copied out. */
import { either as E, function as F } from "fp-ts";
import type { Precision } from "../../core/random.js";
import { expectOneOf, type NotOneOf } from "../../core/ranges.js";
import { expectShape, type Shape, type ShapeMismatch, size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { WithGradient } from "../../prob/distribution.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import type { Pointers } from "../compiledLayer.js";
import type { KernelLossValue, LossContext, LossOutputs } from "./loss.js";

/** One number of a batch: the sum of all elements averaged over the examples, or over the elements, or not at all. */
export type Reduction = "batchMean" | "mean" | "sum";

/** What may be said of a loss. */
export interface LossOptions {
  /** "batchMean" unless it is said. */
  readonly reduction?: Reduction | undefined;
}

/** The loss of a batch, in nats, and its gradient by each of the inputs named. */
export interface Loss<By extends string> extends WithGradient<Readonly<Record<By, Tensor>>> {
  /** The loss of each example, summed over its features, whatever the reduction. */
  readonly rows: Float64Array;
}

/** Why there is no loss. */
export type LossError = ShapeMismatch | NotOneOf;

/** What each reduction multiplies the sum of all elements by: m examples of n features. */
const weights: Readonly<Record<Reduction, (m: number, n: number) => number>> = {
  batchMean: (m) => 1 / m,
  mean: (m, n) => 1 / (m * n),
  sum: () => 1,
};

/** The first axis is the batch, the others are features. */
export const examplesOf = (shape: Shape): number => shape[0] ?? 1;

/** What a batch in linear memory is evaluated with. */
export interface LossCall extends LossContext {
  readonly outputs: LossOutputs;
  readonly y: Pointers;
  readonly weight: number;
  /** Copies a tensor in, in the precision of the predictions. */
  readonly put: (x: Tensor) => Pointer;
}

/** A kernel loss, and the precision it is evaluated in: that of the first input unless it is said. */
export interface LossEvaluation {
  readonly precision?: Precision;
  readonly run: (call: LossCall) => KernelLossValue;
}

const evaluated = <By extends string>(
  runtime: Runtime,
  inputs: Readonly<Record<By, Tensor>>,
  reduction: Reduction,
  { precision: asked, ...call }: LossEvaluation,
): Loss<By> =>
  runtime.using((workspace: Workspace) => {
    const { arena } = workspace;
    const names = Object.keys(inputs) as By[];
    const { shape, data } = inputs[names[0]!];
    const precision = asked ?? (data.BYTES_PER_ELEMENT === 4 ? "float32" : "float64");
    const [copyIn, view] = precision === "float32" ? [arena.put32, arena.f32] : [arena.put64, arena.f64];
    const [batch, features] = [examplesOf(shape), size(shape.slice(1))];
    const weight = weights[reduction](batch, features);
    // The gradients take the place of the predictions, as in training.
    const outputs = { shapes: [[features]], outputReusable: true, precision } as const;
    const put = (x: Tensor) => copyIn(x.data);
    const y = names.map((by) => put(inputs[by]));
    const { value, rows, dy } = call.run({ workspace, batch, outputs, y, weight, put });
    const gradient = names.map((by, k) => [by, tensor(shape, view(dy[k]!, size(shape)).slice())] as const);
    return {
      value: weight * value,
      rows: arena.f64(rows, batch).slice(),
      gradient: Object.fromEntries(gradient) as Record<By, Tensor>,
    };
  });

/** The loss of inputs of one shape. */
export const evaluate = <By extends string>(
  runtime: Runtime,
  inputs: Readonly<Record<By, Tensor>>,
  { reduction = "batchMean" }: LossOptions,
  evaluation: LossEvaluation,
): E.Either<LossError, Loss<By>> => {
  const [first, ...others] = Object.entries<Tensor>(inputs);
  const same = others.map(([name, { shape }]) =>
    expectShape(`the ${name} has not the shape of the ${first![0]}`, first![1].shape, shape),
  );
  return F.pipe(
    E.sequenceArray(same),
    E.chainW(() => expectOneOf("reduction", Object.keys(weights) as Reduction[], reduction)),
    E.map((known) => evaluated(runtime, inputs, known, evaluation)),
  );
};
