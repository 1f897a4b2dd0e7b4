/** A network that reads the label off a style, and an encoder that leaves it nothing to read. */
import { size } from "../../core/shape.js";
import type { CompiledLayer, PassContext } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import { parameterRange, type SubObjective } from "../../train/alternating.js";
import type { Pointer } from "../../wasm/arena.js";
import type { CodeLoss } from "./discriminate.js";
import { runOf } from "./styleAndLabel.js";

/**
 * The mean cross-entropy of the reader's guess with the uniform distribution: least, log(classes), where the guess says
 * nothing. It is bounded where the reader's own loss with the other sign is not. The reader is asked and does not learn.
 */
export const confusionLoss = (reader: CompiledLayer, run: PassContext, style: Pointer, weight: number): CodeLoss => {
  const { kernels, arena } = run.workspace;
  const [m, classes] = [run.batch, size(reader.shapes[0]!)];
  const pass = reader.forward(run, [style]);
  const target = arena.alloc32(m * classes);
  kernels.fill32(target, m * classes, 1 / classes);
  const { value, dy } = loss("crossEntropySoft", reader)(run, pass.y, target, weight / m);
  return {
    value: value / m,
    dcode: () => pass.pullback(dy, { params: null, input: true })[0]!,
  };
};

/** Learns to read the label, column `label`, off the styles that the encoder has shown, at place `shown` of the data. */
export const reads = (reader: CompiledLayer, label: number, shown: number): SubObjective<"reader"> => ({
  name: "reader",
  ...parameterRange([reader]),
  evaluate: (evaluation, data) => {
    const run = runOf(evaluation);
    const m = run.batch;
    const pass = reader.forward(run, [data.at(shown)!]);
    const { value, dy } = loss("crossEntropySoft", reader)(run, pass.y, data[label]!, 1 / m);
    if (evaluation.gradients !== null) pass.pullback(dy, { params: evaluation.gradients, input: false });
    return { losses: { loss: value / m, reader: value / m }, outputs: [] };
  },
});
