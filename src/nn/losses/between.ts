/** Losses between a prediction and a target of the same shape, as pure functions of tensors. */
import { either as E, function as F } from "fp-ts";
import { expectShape, type ShapeMismatch } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type Between, residentLoss } from "./kernelLoss.js";
import { evaluate, type Loss } from "./loss.js";
import type { Reduction } from "./rows.js";

/** A loss and its gradient by the prediction x. */
type LossBetween = (
  runtime: Runtime,
  x: Tensor,
  t: Tensor,
  reduction?: Reduction,
) => E.Either<ShapeMismatch, Loss<"x">>;

// The gradient takes the place of the prediction, as in training.
const between =
  (kind: Between): LossBetween =>
  (runtime, x, t, reduction = "batchMean") =>
    F.pipe(
      expectShape("the target has not the shape of the prediction", x.shape, t.shape),
      E.map(() =>
        evaluate(runtime, x, reduction, ({ workspace, precision, rows, weight, values, put, take }) => {
          const at = put(x);
          const value = residentLoss(kind, precision)(workspace, { values, dx: at, x: at, t: put(t) }, rows, weight);
          return { value, gradient: { x: take(at) } };
        }),
      ),
    );

/**
 * Binary cross-entropy of logits x with targets t in [0, 1]: -log Bernoulli(t; sigmoid(x)).
 *
 *   max(x, 0) - x t + log(1 + exp(-|x|)),   gradient sigmoid(x) - t
 *
 * Errors: `ShapeMismatch`.
 *
 * @example
 * const loss = bceWithLogits(runtime, tensor64([1], [0]), tensor64([1], [1]))
 * E.map(({ value }) => value)(loss) // => E.right(0.6931471805599453)
 * E.map(({ gradient }) => [...gradient.x.data])(loss) // => E.right([-0.5])
 */
export const bceWithLogits = between("bceWithLogits");

/**
 * Binary cross-entropy of probabilities p with targets t in [0, 1], with PyTorch's bounds: logarithms are at least -100,
 * and the gradient, (p - t) / max(p (1 - p), 1e-12), is not that of the bounded logarithm. Prefer `bceWithLogits`.
 *
 *   -(t max(log p, -100) + (1 - t) max(log(1 - p), -100))
 *
 * Errors: `ShapeMismatch`.
 */
export const bce = between("bce");

/**
 * (x - t)^2, without the factor 1/2; gradient 2 (x - t).
 *
 * Errors: `ShapeMismatch`.
 *
 * @example
 * const loss = squaredError(runtime, tensor64([2, 2], [1, 2, 3, 4]), tensor64([2, 2], [0, 0, 0, 0]))
 * E.map(({ value, rows }) => [value, ...rows])(loss) // => E.right([15, 5, 25])
 */
export const squaredError = between("squaredError");

/**
 * |x - t|; its gradient is the sign of x - t, and 0 at equality.
 *
 * Errors: `ShapeMismatch`.
 */
export const absoluteError = between("absoluteError");

/**
 * Cross-entropy of logits x with distributions t over the classes, which the last axes of a row run over:
 *
 *   -sum_c t_c log softmax(x)_c,   gradient softmax(x)_c sum t - t_c
 *
 * Errors: `ShapeMismatch`.
 */
export const crossEntropySoft = between("crossEntropySoft");
