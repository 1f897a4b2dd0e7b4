import { either as E } from "fp-ts";
import { tensor } from "../../core/tensor.js";
import { numerical } from "../../failure.js";
import type { Degenerate } from "../latent.js";
import type { TemplateStatistics } from "./expect.js";
import { shiftShape, type Template, type TemplateExtents } from "./theta.js";

/** Weights below this are the rounding of the transforms, not a pixel that was seen. */
const unseen = 1e-9;

/** sums / weights, and 0 where nothing was seen. */
const means = (sums: Float64Array, weights: Float64Array, least: number): Float64Array =>
  sums.map((sum, i) => (weights[i]! > least ? sum / weights[i]! : 0));

/**
 * sum over images, shifts and observed pixels of q (X - M^d)^2, expanded:
 *
 *   |X|^2 - 2 <F, N_F> + <F^2, W_F> - 2 <B, N_B> + <B^2, W_B>
 *
 * face, background: less the pivot.
 */
export const residual = (stats: TemplateStatistics, face: Float64Array, background: Float64Array): number => {
  let sum = stats.squares;
  for (let i = 0; i < face.length; i++) sum += face[i]! * (face[i]! * stats.faceWeights[i]! - 2 * stats.faceSums[i]!);
  for (let i = 0; i < background.length; i++)
    sum += background[i]! * (background[i]! * stats.backgroundWeights[i]! - 2 * stats.backgroundSums[i]!);
  return sum;
};

/** Rounding of the residual, relative to the squares that it is the difference of. */
const roundoff = 1e-13;

const collapsed = (variance: number): Degenerate =>
  numerical("NoiseCollapsed", "the noise collapsed to 0: the template explains every image exactly", {
    where: "M-step",
    expected: "a positive variance",
    got: variance.toExponential(2),
    hint: "give more images, a smaller face, or images that differ",
  });

/**
 * The M-step, in the order a, F, B, s, each with the new values of those before it:
 *
 *   a = A / K,   F = N_F / W_F,   B = N_B / W_B,   s^2 = residual / number of observed pixels
 *
 * A pixel that is never background has B = 0 (`neverSeen` tells which).
 *
 * Errors: `NoiseCollapsed` where s would be 0.
 */
export const maximise =
  (extents: TemplateExtents, pivot: number) =>
  (stats: TemplateStatistics): E.Either<Degenerate, Template> => {
    const face = means(stats.faceSums, stats.faceWeights, unseen);
    const background = means(stats.backgroundSums, stats.backgroundWeights, 0);
    const squares = residual(stats, face, background);
    if (!(squares > roundoff * stats.squares)) return E.left(collapsed(squares / stats.observed));
    const seenFace = face.map((value, i) => (stats.faceWeights[i]! > unseen ? value + pivot : 0));
    const seenBackground = background.map((value, i) => (stats.backgroundWeights[i]! > 0 ? value + pivot : 0));
    return E.right({
      face: tensor([extents.faceHeight, extents.faceWidth], seenFace),
      background: tensor([extents.height, extents.width], seenBackground),
      noise: Math.sqrt(squares / stats.observed),
      prior: tensor(
        shiftShape(extents),
        stats.shiftMass.map((mass) => mass / stats.count),
      ),
    });
  };

/** Pixels that no image ever showed: 1 where the weight of the face's, or of the background's, is 0. */
export interface NeverSeen {
  readonly face: Uint8Array;
  readonly background: Uint8Array;
}

/** 1 where a weight is not above `least`. */
const without = (weights: Float64Array, least: number): Uint8Array => {
  const out = new Uint8Array(weights.length);
  for (let i = 0; i < out.length; i++) out[i] = weights[i]! > least ? 0 : 1;
  return out;
};

/** Reads the map of unseen pixels off the weights. */
export const neverSeen = (stats: TemplateStatistics): NeverSeen => ({
  face: without(stats.faceWeights, unseen),
  background: without(stats.backgroundWeights, 0),
});
