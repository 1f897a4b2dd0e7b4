/**
 * A discriminator D of codes, and the encoder against it: D tells draws of a prior from codes, and an encoder makes
 * codes that pass for draws. Both losses are binary cross-entropies of D's logit.
 *
 * Source: Makhzani et al., "Adversarial autoencoders" (2015).
 */
import { either as E } from "fp-ts";
import { type Key, named } from "../../core/key.js";
import { shapeMismatch, size } from "../../core/shape.js";
import type { CompiledLayer, NetworkError, Pass, PassContext, Pointers } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import type { ParameterRange } from "../../train/alternating.js";
import type { Pointer } from "../../wasm/arena.js";
import { drawWithin, type Prior } from "./prior.js";

/** A discriminator behind other networks: one logit a code. */
export const oneLogit = (name: string, network: CompiledLayer): E.Either<NetworkError, CompiledLayer> =>
  network.shapes.length === 1 && size(network.shapes[0]!) === 1
    ? E.right(network)
    : E.left(shapeMismatch("a discriminator gives one logit a code", [1], network.shapes[0] ?? [], name));

/** The sum over rows x of -log of the probability that D gives to `real`, and the backward pass. */
interface LogitLoss {
  readonly sum: number;
  readonly pass: Pass;
  /** The gradient of scale * sum by the logits. */
  readonly dy: Pointers;
}

const logitLoss = (
  discriminator: CompiledLayer,
  run: PassContext,
  x: Pointer,
  real: 0 | 1,
  scale: number,
): LogitLoss => {
  const { kernels, arena } = run.workspace;
  const n = run.batch;
  const pass = discriminator.forward(run, [x]);
  const target = arena.alloc32(n);
  kernels.fill32(target, n, real);
  const { value, dy } = loss("bceWithLogits", discriminator)(run, pass.y, target, scale);
  return { sum: value, pass, dy };
};

/** A loss of codes, and its gradient by them. */
export interface CodeLoss {
  readonly value: number;
  /** The gradient of weight * value. To be asked for once, in the same scope. */
  readonly dcode: () => Pointer;
}

/** The mean over the codes of -log D(code): small where they pass for draws. D does not learn. */
export const generatorLoss = (
  discriminator: CompiledLayer,
  run: PassContext,
  code: Pointer,
  weight: number,
): CodeLoss => {
  const { sum, pass, dy } = logitLoss(discriminator, run, code, 1, weight / run.batch);
  return { value: sum / run.batch, dcode: () => pass.pullback(dy, { params: null, input: true })[0]! };
};

/** What codes are to be told apart from. */
export interface PriorDraws {
  readonly prior: Prior;
  /** Numbers of a draw: of a code. */
  readonly width: number;
  /** Draws an example. */
  readonly draws: number;
  /** Of the draws. */
  readonly key: Key;
}

/**
 * The mean over codes and draws of -log D(draw) and -log(1 - D(code)), and D's gradient, where it is wanted: `floats` of
 * the block are D's from float `from` on. Codes and draws pass D apart, since batch norm takes the moments of each pass.
 */
export const discriminatorLoss = (
  discriminator: CompiledLayer,
  run: PassContext,
  codes: Pointer,
  { prior, width, draws, key }: PriorDraws,
  gradients: Pointer | null,
  { from, to }: ParameterRange,
): number => {
  const { kernels, arena } = run.workspace;
  const count = draws * run.batch;
  const drawn = drawWithin(run.workspace, named(key, "prior"), prior, count, width);
  const each = 1 / (run.batch + count);
  const ofCodes = logitLoss(discriminator, run, codes, 0, each);
  const ofDraws = logitLoss(discriminator, { ...run, batch: count }, drawn, 1, each);
  if (gradients !== null) {
    const others = arena.alloc32(to);
    ofCodes.pass.pullback(ofCodes.dy, { params: gradients, input: false });
    ofDraws.pass.pullback(ofDraws.dy, { params: others, input: false });
    kernels.add32(gradients + 4 * from, gradients + 4 * from, others + 4 * from, to - from);
  }
  return each * (ofCodes.sum + ofDraws.sum);
};
