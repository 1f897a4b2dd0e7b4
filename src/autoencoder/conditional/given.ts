/** What a trained conditional model is for: codes and pictures under a condition. All in evaluation, all pure. */
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Weights } from "../../nn/weights.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { Coder } from "../codes.js";
import { meanOver } from "../likelihood.js";
import { mapSignals, withWeights } from "../rows.js";

/** A model whose decoder is told a condition. */
export interface ConditionalCoder extends Coder {
  /** Numbers of a condition. */
  readonly condition: number;
}

/**
 * Labels 0, ..., classes - 1 as one-hot rows [N, classes].
 *
 * @example
 * [...oneHot([1, 0], 2).data] // => [0, 1, 1, 0]
 */
export const oneHot = (labels: ArrayLike<number>, classes: number): Tensor => {
  const data = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) data[i * classes + labels[i]!] = 1;
  return tensor([labels.length, classes], data);
};

/**
 * The codes [N, latent] of examples x [N, ...shape] and conditions c [N, condition], by an encoder that is told both.
 *
 * Throws a RangeError for examples, conditions or weights that are not the model's, as all functions here do.
 */
export const encodeGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  x: Tensor,
  c: Tensor,
): Tensor =>
  withWeights(runtime, model, weights, (evaluate) => {
    const { encoder, shape, latent, condition } = model;
    const inputs = [
      { x, shape },
      { x: c, shape: [condition] },
    ] as const;
    return mapSignals(evaluate, inputs, [[latent]], (run, at) => encoder.forward(run, at).y)[0]!;
  });

/** The mean of p(x | z, c), [N, ...shape], of codes z [N, latent] and conditions c [N, condition]. */
export const decodeGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  z: Tensor,
  c: Tensor,
): Tensor =>
  withWeights(runtime, model, weights, (evaluate) => {
    const { decoder, shape, latent, condition, numbers, likelihood } = model;
    const inputs = [
      { x: z, shape: [latent] },
      { x: c, shape: [condition] },
    ] as const;
    const [x] = mapSignals(evaluate, inputs, [shape], (run, at) => {
      const { y } = decoder.forward(run, at);
      meanOver(likelihood, run.workspace.kernels, y[0]!, run.batch * numbers);
      return y;
    });
    return x!;
  });

/** Examples coded and decoded with their conditions, of which both networks are told: what a model keeps of them. */
export const reconstructGiven = (
  runtime: Runtime,
  model: ConditionalCoder,
  weights: Weights,
  x: Tensor,
  c: Tensor,
): Tensor => decodeGiven(runtime, model, weights, encodeGiven(runtime, model, weights, x, c), c);
