/** What a conditional VAE has learnt, as numbers. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import { accuracyOf, type EvaluationClassifier } from "../../src/cli/training/evaluationClassifier.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import {
  type CvaeModel,
  decodeGiven,
  encode,
  type Key,
  normal,
  oneHot,
  type Runtime,
  type Tensor,
  tensor,
} from "../../src/flat.js";
import type { Weights } from "../../src/nn/weights.js";

/** A conditional model with the weights that it has by now. */
export interface Conditional {
  readonly runtime: Runtime;
  readonly model: CvaeModel;
  readonly weights: Weights;
}

/** The share of `each` draws z ~ N(0, I) of every class that the judge reads as the class asked for. */
export const obedience = (
  { runtime, model, weights }: Conditional,
  judge: EvaluationClassifier,
  key: Key,
  each: number,
): readonly number[] =>
  Array.from({ length: model.condition }, (_, label) => {
    const z = normal(runtime, key, [each, model.latent]);
    const asked = new Uint8Array(each).fill(label);
    return accuracyOf(asked, judge.classify(decodeGiven(runtime, model, weights, z, oneHot(asked, model.condition))));
  });

/** -log Bernoulli(x; p), the mean of a number. */
export const crossEntropyOf = (x: Tensor, p: Tensor): number => {
  // Probabilities are kept from 0 and 1 as the binary cross-entropy of others keeps them: logarithms of -100 and more.
  const log = (value: number): number => Math.max(Math.log(value), -100);
  let sum = 0;
  for (let i = 0; i < x.data.length; i++) sum -= x.data[i]! * log(p.data[i]!) + (1 - x.data[i]!) * log(1 - p.data[i]!);
  return sum / x.data.length;
};

/** The cross-entropy of test pictures and what is decoded of their own codes, and of z = 0, which says nothing. */
export const useOfCodes = (
  { runtime, model, weights }: Conditional,
  set: LabelledImages,
  most: number,
): { readonly own: number; readonly none: number } => {
  const count = Math.min(most, set.count);
  const x = imageTensor(set, { to: count });
  const c = oneHot(set.labels.subarray(0, count), model.condition);
  const at = (z: Tensor): number => crossEntropyOf(x, decodeGiven(runtime, model, weights, z, c));
  const none = tensor([count, model.latent], new Float32Array(count * model.latent));
  return { own: at(encode(runtime, model, weights, x)), none: at(none) };
};
