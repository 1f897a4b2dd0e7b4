/** A classifier that reads the label off a style, and an encoder that leaves it nothing to read. */
import { size } from "../../core/shape.js";
import type { CompiledLayer, PassContext } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import { parameterRange, type SubObjective } from "../../train/alternating.js";
import { passContext } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import type { CodeLoss } from "./discriminator.js";

/**
 * The mean cross-entropy of the classifier's probabilities with the uniform distribution: least, log(classes), where
 * they say nothing. It is bounded where the classifier's own loss with the other sign is not. The classifier does not
 * learn.
 */
export const confusionLoss = (
  styleClassifier: CompiledLayer,
  run: PassContext,
  style: Pointer,
  weight: number,
): CodeLoss => {
  const { kernels, arena } = run.workspace;
  const [m, classes] = [run.batch, size(styleClassifier.shapes[0]!)];
  const pass = styleClassifier.forward(run, [style]);
  const target = arena.alloc32(m * classes);
  kernels.fill32(target, m * classes, 1 / classes);
  const { value, dy } = loss("crossEntropySoft", styleClassifier)(run, pass.y, target, weight / m);
  return {
    value: value / m,
    dcode: () => pass.pullback(dy, { params: null, input: true })[0]!,
  };
};

/** Learns the label, a column, from the styles before the encoder's update, both counted as `data.at` counts them. */
export const styleClassifierObjective = (
  styleClassifier: CompiledLayer,
  at: { readonly label: number; readonly styles: number },
): SubObjective<"styleClassifier"> => ({
  name: "styleClassifier",
  ...parameterRange([styleClassifier]),
  evaluate: (evaluation, data) => {
    const run = passContext(evaluation);
    const m = run.batch;
    const pass = styleClassifier.forward(run, [data.at(at.styles)!]);
    const { value, dy } = loss("crossEntropySoft", styleClassifier)(run, pass.y, data.at(at.label)!, 1 / m);
    if (evaluation.gradients !== null) pass.pullback(dy, { params: evaluation.gradients, input: false });
    return { losses: { loss: value / m, styleClassifier: value / m }, outputs: [] };
  },
});
