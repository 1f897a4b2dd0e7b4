/**
 * A discriminator D of codes, and those who play against it: D tells draws of a prior from codes, and an encoder makes
 * codes that pass for draws. Both losses are binary cross-entropies of D's logit.
 *
 * Source: Makhzani et al., "Adversarial autoencoders" (2015).
 */
import { type Key, named } from "../../core/key.js";
import type { CompiledLayer, Pass, PassContext, Pointers } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Prior } from "./prior.js";

/** What D makes of rows x: the sum over them of -log of the probability that it gives to `real`, and the way back. */
interface Verdict {
  readonly sum: number;
  readonly pass: Pass;
  /** The gradient of scale * sum by the logits. */
  readonly dy: Pointers;
}

const verdict = (discriminator: CompiledLayer, run: PassContext, x: Pointer, real: 0 | 1, scale: number): Verdict => {
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

/** The mean over the codes of -log D(code): small where they pass for draws. D is asked and does not learn. */
export const generatorLoss = (
  discriminator: CompiledLayer,
  run: PassContext,
  code: Pointer,
  weight: number,
): CodeLoss => {
  const { sum, pass, dy } = verdict(discriminator, run, code, 1, weight / run.batch);
  return { value: sum / run.batch, dcode: () => pass.pullback(dy, { params: null, input: true })[0]! };
};

/** What a discriminator is to tell apart. */
export interface Contest {
  readonly prior: Prior;
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
  { prior, draws, key }: Contest,
  gradients: Pointer | null,
  { from, to }: { readonly from: number; readonly to: number },
): number => {
  const { kernels, arena } = run.workspace;
  const count = draws * run.batch;
  const drawn = arena.put32(prior(named(key, "prior"), count).data as ArrayLike<number>);
  const each = 1 / (run.batch + count);
  const ofCodes = verdict(discriminator, run, codes, 0, each);
  const ofDraws = verdict(discriminator, { ...run, batch: count }, drawn, 1, each);
  if (gradients !== null) {
    const others = arena.alloc32(to);
    ofCodes.pass.pullback(ofCodes.dy, { params: gradients, input: false });
    ofDraws.pass.pullback(ofDraws.dy, { params: others, input: false });
    kernels.add32(gradients + 4 * from, gradients + 4 * from, others + 4 * from, to - from);
  }
  return each * (ofCodes.sum + ofDraws.sum);
};
