/** How far examples are from what a decoder makes of their codes, and its gradient: what autoencoders descend. */
import type { Pointers, Resident } from "../nn/resident.js";
import type { Pointer } from "../wasm/arena.js";
import { type Likelihood, lossOf } from "./likelihood.js";
import type { Evaluation, Losses } from "./objective.js";

/** Two networks placed in one block, and what is behind them. */
export interface ReconstructionNetworks {
  readonly encoder: Resident;
  /** From all that the encoder gives to the likelihood's y. */
  readonly decoder: Resident;
  readonly likelihood: Likelihood;
  /** Numbers of an example. */
  readonly numbers: number;
  /** What the loss of an example is multiplied by. */
  readonly weight: number;
}

/**
 * weight * mean over the batch of -log p(target | z), z = encoder(inputs); behind z the decoder is told what is `given`.
 */
export const reconstructionLoss = (
  { encoder, decoder, likelihood, numbers, weight }: ReconstructionNetworks,
  { workspace, gradients, ...rest }: Evaluation,
  inputs: Pointers,
  target: Pointer,
  given: Pointers = [],
): Losses<"reconstruction"> => {
  const { kernels, arena } = workspace;
  const { batch } = rest;
  const run = { ...rest, workspace, scratch: arena.alloc(kernels.gemmScratch()) };
  const code = encoder.forward(run, inputs);
  const picture = decoder.forward(run, [...code.y, ...given]);
  const [y] = picture.y as readonly [Pointer];

  const values = arena.alloc64(batch);
  const dy = decoder.fresh ? y : arena.alloc32(batch * numbers);
  lossOf(likelihood, kernels)(values, dy, y, target, weight / batch, numbers, 0, batch);
  const reconstruction = kernels.sum64(values, batch) / batch;

  if (gradients !== null) {
    const dz = picture.pullback([dy], { params: gradients, input: true }).slice(0, code.y.length);
    code.pullback(dz, { params: gradients, input: false });
  }
  return { loss: weight * reconstruction, reconstruction };
};
