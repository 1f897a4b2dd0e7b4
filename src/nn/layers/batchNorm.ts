import { either as E } from "fp-ts";
import * as t from "io-ts";
import { NonNegative, Positive } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import type { Pointer } from "../../wasm/arena.js";
import type { CompiledLeaf, PassContext } from "../compiledLayer.js";
import { constant } from "../initial.js";
import { allocateParameters, allocateState, type LayerKind, wrongInput } from "../layerKind.js";
import { featuresOf } from "../picture.js";

const Momentum = t.refinement(NonNegative, (m) => m <= 1, "a number from 0 to 1");

/** Normalisation by the moments of a batch as data. */
export const BatchNorm = t.readonly(
  t.strict({ kind: t.literal("batchNorm"), epsilon: Positive, momentum: Momentum, affine: t.boolean }),
);
export type BatchNorm = t.TypeOf<typeof BatchNorm>;

/**
 * y = gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel of a picture (PyTorch's `BatchNorm2d`), or
 * each feature of the last axis of other tensors (`BatchNorm1d`).
 *
 * In training the moments are those of the batch, and running ones move by `momentum` of the way to them (the variance
 * to the unbiased one); evaluation takes the running ones.
 *
 * Source: Ioffe and Szegedy, "Batch normalization" (2015).
 *
 * @example
 * batchNorm().momentum // => 0.1
 */
export const batchNorm = (settings: Partial<Omit<BatchNorm, "kind">> = {}): BatchNorm => ({
  kind: "batchNorm",
  epsilon: 1e-5,
  momentum: 0.1,
  affine: true,
  ...settings,
});

/** Features in columns: a batch of positions is one matrix. dx goes over dy. */
export const batchNormLayer: LayerKind<BatchNorm> = {
  kind: "batchNorm",
  codec: BatchNorm,
  build: ({ epsilon, momentum, affine }, context) => {
    const [shape] = context.shapes;
    const n = shape && featuresOf(shape);
    if (context.shapes.length !== 1 || shape === undefined || n === undefined)
      return E.left(wrongInput(context, "a batchNorm layer", "one tensor of one axis or more"));

    const positions = size(shape) / n;
    const [meanAt, varianceAt] = [4 * context.state, 4 * (context.state + n)];
    const [gammaAt, betaAt] = [4 * context.params, 4 * (context.params + n)];

    /** The coefficients of the moments in use; the running ones move first. */
    const coefficients = (
      { workspace: { kernels, arena }, mode, state }: PassContext,
      x: Pointer,
      m: number,
    ): Pointer => {
      const c = arena.alloc32(3 * n);
      if (mode === "eval") kernels.normRunning32(c, state + meanAt, state + varianceAt, n, epsilon);
      else {
        const moments = arena.alloc64(2 * n);
        kernels.normMoments32(moments, x, m, n, 0, n);
        kernels.normTrack32(state + meanAt, state + varianceAt, moments, m, n, momentum);
        kernels.normBatch32(c, moments, n, epsilon);
      }
      return c;
    };

    return E.right<never, CompiledLeaf>({
      shapes: [shape],
      params: affine
        ? allocateParameters(context, [
            ["weight", [n], constant(1)],
            ["bias", [n], constant(0)],
          ])
        : [],
      state: allocateState(context, [
        ["running_mean", [n], constant(0)],
        ["running_var", [n], constant(1)],
      ]),
      outputReusable: true,
      forward: (run, [x]) => {
        const { kernels, arena } = run.workspace;
        const m = run.batch * positions;
        const c = coefficients(run, x!, m);
        const [gamma, beta] = affine ? [run.params + gammaAt, run.params + betaAt] : [0, 0];
        const y = arena.alloc32(m * n);
        kernels.normForward32(y, x!, c, gamma, beta, n, 0, m);
        return {
          y: [y],
          pullback: ([dy], { params: dp, input }) => {
            const [dgamma, dbeta] =
              affine && dp !== null ? [dp + gammaAt, dp + betaAt] : [arena.alloc32(n), arena.alloc32(n)];
            kernels.normSums32(dgamma, dbeta, arena.alloc64(2 * n), dy!, x!, c, m, n, 0, n);
            if (!input) return [];
            kernels.normBackward32(dy!, dy!, x!, c, gamma, dgamma, dbeta, run.mode === "train" ? m : 0, n, 0, m);
            return [dy!];
          },
        };
      },
    });
  },
};
