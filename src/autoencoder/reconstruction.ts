/** How far examples are from what a decoder makes of their codes, and its gradient: what autoencoders descend. */
import { size } from "../core/shape.js";
import type { CompiledLayer, PassContext, Pointers } from "../nn/compiledLayer.js";
import { loss } from "../nn/losses/loss.js";
import type { Evaluation, Losses } from "../train/objective.js";
import type { Pointer } from "../wasm/arena.js";
import { type Likelihood, losses } from "./likelihood.js";

/** Two networks placed in one block, and what is behind them. */
export interface ReconstructionNetworks {
  readonly encoder: CompiledLayer;
  /** From all that the encoder gives to the likelihood's y. */
  readonly decoder: CompiledLayer;
  readonly likelihood: Likelihood;
  /** What the loss of an example is multiplied by. */
  readonly weight: number;
}

/** A price of codes, and its gradient. */
export interface Penalty {
  readonly value: number;
  readonly dz: () => Pointer;
}

/** What may come to a reconstruction. */
export interface ReconstructionOptions {
  /** What the decoder is told behind z. */
  readonly condition?: Pointers;
  /** Asks a price of the codes, whose gradient joins that of the loss. */
  readonly penalise?: ((run: PassContext, z: Pointers) => Penalty) | undefined;
}

/**
 * weight * mean over the batch of -log p(target | z), z = encoder(inputs); beside it the price of the codes, of which
 * the loss is free.
 */
export const reconstructionLoss = (
  { encoder, decoder, likelihood, weight }: ReconstructionNetworks,
  { workspace, gradients, ...rest }: Evaluation,
  inputs: Pointers,
  target: Pointer,
  { condition = [], penalise }: ReconstructionOptions = {},
): Losses<"reconstruction" | "penalty"> => {
  const { kernels, arena } = workspace;
  const { batch } = rest;
  const run = { ...rest, workspace, scratch: arena.alloc(kernels.gemmScratch()) };
  const code = encoder.forward(run, inputs);
  const picture = decoder.forward(run, [...code.y, ...condition]);
  const { value, dy } = loss(losses[likelihood], decoder)(run, picture.y, target, weight / batch);
  const reconstruction = value / batch;
  const penalty = penalise?.(run, code.y);

  if (gradients !== null) {
    const dz = picture.pullback(dy, { params: gradients, input: true }).slice(0, code.y.length);
    if (penalty) kernels.add32(dz[0]!, dz[0]!, penalty.dz(), batch * size(encoder.shapes[0]!));
    code.pullback(dz, { params: gradients, input: false });
  }
  return { loss: weight * reconstruction, reconstruction, penalty: penalty?.value ?? 0 };
};
