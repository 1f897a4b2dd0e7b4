/** -log N(t; x, v) of targets under predicted means and spreads, as pure functions of tensors. */
import { either as E, function as F } from "fp-ts";
import { expectShape, type ShapeMismatch } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import type { WithGradient } from "../../prob/distribution.js";
import type { Runtime } from "../../wasm/runtime.js";
import { residentSpreadLoss, type Spread } from "./kernelLoss.js";
import { type Call, evaluate, type Loss } from "./loss.js";
import type { Reduction } from "./rows.js";

const sameShapes = (x: Tensor, t: Tensor, spread: Tensor): E.Either<ShapeMismatch, unknown> =>
  F.pipe(
    expectShape("the target has not the shape of the mean", x.shape, t.shape),
    E.chain(() => expectShape("the spread has not the shape of the mean", x.shape, spread.shape)),
  );

// The gradients take the place of the predictions, as in training.
const placed =
  (kind: Spread, x: Tensor, t: Tensor, spread: Tensor) =>
  ({ workspace, precision, rows, weight, values, put, take }: Call): WithGradient<{ x: Tensor; spread: Tensor }> => {
    const [at, s] = [put(x), put(spread)];
    const run = residentSpreadLoss(kind, precision);
    const value = run(workspace, { values, dx: at, ds: s, x: at, t: put(t), s }, rows, weight);
    return { value, gradient: { x: take(at), spread: take(s) } };
  };

const spreadLoss =
  (kind: Spread) =>
  (
    runtime: Runtime,
    x: Tensor,
    t: Tensor,
    spread: Tensor,
    reduction: Reduction = "batchMean",
  ): E.Either<ShapeMismatch, Loss<"x" | "spread">> =>
    F.pipe(
      sameShapes(x, t, spread),
      E.map(() => evaluate(runtime, x, reduction, placed(kind, x, t, spread))),
    );

/**
 * Means x and variances: with v = max(variance, 1e-6),
 *
 *   (log(2 pi) + log v + (x - t)^2 / v) / 2
 *
 * The gradient by the variance (`spread`) is taken at v, as if there were no bound. Errors: `ShapeMismatch`.
 */
export const gaussianNll = spreadLoss("gaussianNll");

/**
 * Means x and log-variances l: (log(2 pi) + l + (x - t)^2 exp(-l)) / 2; `spread` is the gradient by l.
 *
 * Errors: `ShapeMismatch`.
 */
export const gaussianNllLogvar = spreadLoss("gaussianNllLogvar");
