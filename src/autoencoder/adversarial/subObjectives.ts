/**
 * The sub-objectives that adversarial models are made of: each is an autoencoder's step, an adversary's or a
 * classifier's, and a model is a list of them in the order of their updates.
 */
import { type Key, named } from "../../core/key.js";
import { size } from "../../core/shape.js";
import type { CompiledLayer, Pass, PassContext } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import { parameterRange, type SubObjective } from "../../train/alternating.js";
import { passContext } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import { reconstructionLoss } from "../reconstruction.js";
import { type CodeLoss, discriminatorLoss, type PriorDraws } from "./discriminator.js";
import type { StyleAndLabel, StyleNetworks } from "./styleAndLabel.js";

/** An encoder whose second output is softmax(logits): what the decoder and the adversaries see of a label. */
export const withSoftmax = (encoder: CompiledLayer): CompiledLayer => {
  const classes = size(encoder.shapes[1]!);
  const forward = (run: PassContext, x: readonly Pointer[]): Pass => {
    const { kernels, arena } = run.workspace;
    const { y, pullback } = encoder.forward(run, x);
    const [z, logits] = y as readonly [Pointer, Pointer];
    const label = arena.alloc32(run.batch * classes);
    kernels.softmaxRows32(label, logits, run.batch, classes);
    return {
      y: [z, label],
      pullback: ([dz, dlabel], wanted) => {
        kernels.gradSoftmaxRows32(dlabel!, dlabel!, label, run.batch, classes);
        return pullback([dz!, dlabel!], wanted);
      },
    };
  };
  return { ...encoder, forward };
};

/** Lowers what is lost between an example and what the decoder makes of its style and label. */
export const reconstructionObjective = (
  { encoder, decoder }: StyleNetworks,
  { likelihood, weight }: StyleAndLabel,
): SubObjective<"reconstruction"> => {
  const networks = { encoder: withSoftmax(encoder), decoder, likelihood, weight };
  return {
    name: "autoencoder",
    ...parameterRange([encoder, decoder]),
    evaluate: (evaluation, [x]) => {
      const { loss, reconstruction } = reconstructionLoss(networks, evaluation, [x!], x!);
      return { losses: { loss, reconstruction }, outputs: [] };
    },
  };
};

/** A loss of one part of the codes, and what it counts in the encoder's. */
export interface PartLoss<Term extends string> {
  readonly term: Term;
  readonly of: "style" | "label";
  readonly weight: number;
  readonly lossOf: (run: PassContext, code: Pointer, weight: number) => CodeLoss;
}

/** Makes codes whose parts have small losses, each with its weight; its outputs are the codes before the update. */
export const generatorObjective = <Term extends string>(
  { encoder }: StyleNetworks,
  parts: readonly PartLoss<Term>[],
): SubObjective<Term> => {
  const network = withSoftmax(encoder);
  const sizes = network.shapes.map(size);
  return {
    name: "encoder",
    ...parameterRange([encoder]),
    evaluate: (evaluation, [x]) => {
      const run = passContext(evaluation);
      const { kernels, arena } = run.workspace;
      const code = network.forward(run, [x!]);
      const found = parts.map(({ term, of, weight, lossOf }) => {
        const k = of === "style" ? 0 : 1;
        return { term, weight, k, ...lossOf(run, code.y[k]!, weight) };
      });
      if (evaluation.gradients !== null) {
        const dcode = sizes.map((n) => arena.alloc32(run.batch * n));
        dcode.forEach((at, k) => {
          kernels.fill32(at, run.batch * sizes[k]!, 0);
          for (const part of found) if (part.k === k) kernels.add32(at, at, part.dcode(), run.batch * sizes[k]!);
        });
        code.pullback(dcode, { params: evaluation.gradients, input: false });
      }
      const terms = Object.fromEntries(found.map(({ term, value }) => [term, value])) as Record<Term, number>;
      return {
        losses: { ...terms, loss: found.reduce<number>((sum, { weight, value }) => sum + weight * value, 0) },
        outputs: code.y,
      };
    },
  };
};

/** Which codes a discriminator tells from which draws. */
export interface DiscriminatorData extends Omit<PriorDraws, "key"> {
  /** Where the codes lie, counted from the end of the columns and outputs. */
  readonly codes: number;
  /** The key of the draws, from that of the evaluation: its child of the discriminator's name if absent. */
  readonly keyOf?: (key: Key) => Key;
}

/** Tells the codes that the encoder gave before its update from draws of a prior. */
export const discriminatorObjective = <Term extends string>(
  name: Term,
  network: CompiledLayer,
  { codes, keyOf = (key) => named(key, name), ...draws }: DiscriminatorData,
): SubObjective<Term> => {
  const range = parameterRange([network]);
  return {
    name,
    ...range,
    evaluate: (evaluation, data) => {
      const run = passContext(evaluation);
      const from = { ...draws, key: keyOf(evaluation.key) };
      const value = discriminatorLoss(network, run, data.at(codes)!, from, evaluation.gradients, range);
      return { losses: { loss: value, [name]: value } as Record<"loss" | Term, number>, outputs: [] };
    },
  };
};

/** Lowers the cross-entropy of the label head on labelled examples: of rows of zeros, nothing is asked. */
export const classificationObjective = (
  { encoder }: StyleNetworks,
  { classes }: StyleAndLabel,
  columns: { readonly x: number; readonly label: number },
): SubObjective<"classification"> => ({
  name: "classifier",
  ...parameterRange([encoder]),
  evaluate: (evaluation, data) => {
    const run = passContext(evaluation);
    const { kernels, arena } = run.workspace;
    const m = run.batch;
    const { y, pullback } = encoder.forward(run, [data[columns.x]!]);
    const head = { shapes: [[classes]], outputReusable: encoder.outputReusable };
    const found = loss("crossEntropySoft", head)(run, [y[1]!], data[columns.label]!, 1 / m);
    const value = found.value / m;
    if (evaluation.gradients !== null) {
      const n = m * size(encoder.shapes[0]!);
      const dz = arena.alloc32(n);
      kernels.fill32(dz, n, 0);
      pullback([dz, ...found.dy], { params: evaluation.gradients, input: false });
    }
    return { losses: { loss: value, classification: value }, outputs: [] };
  },
});
