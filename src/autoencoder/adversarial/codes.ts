import type { Tensor } from "../../core/tensor.js";
import type { Weights } from "../../nn/weights.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { ConditionalCoder } from "../conditional/given.js";
import { mapRows, withWeights } from "../rows.js";
import { withSoftmax } from "./styleAndLabel.js";

/** The two parts of codes: styles [N, latent], and the probabilities of the labels [N, classes]. */
export interface StylesAndLabels {
  readonly styles: Tensor;
  readonly labels: Tensor;
}

/**
 * What an encoder of style and label makes of examples x [N, ...shape].
 *
 * Throws a RangeError for examples or weights that are not the model's.
 */
export const encodeStyle = (runtime: Runtime, model: ConditionalCoder, weights: Weights, x: Tensor): StylesAndLabels =>
  withWeights(runtime, model, weights, (evaluate) => {
    const { shape, latent, condition } = model;
    const encoder = withSoftmax(model.encoder);
    const [styles, labels] = mapRows(
      evaluate,
      x,
      shape,
      [[latent], [condition]],
      (run, at) => encoder.forward(run, [at]).y,
    );
    return { styles: styles!, labels: labels! };
  });
