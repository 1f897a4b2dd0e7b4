/**
 * Losses as pure functions of tensors, each with its gradient: `nn.losses`. They may use the kernels alone; training has
 * the same ones in linear memory, `nn.loss(kind, network)`. Begin with `bceWithLogits`.
 */
import { either as E, function as F } from "fp-ts";
import { expectShape } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { evaluate, examplesOf, type Loss, type LossError, type LossOptions } from "./evaluate.js";
import { type LossKind, loss } from "./loss.js";
import { klLoss } from "./posterior.js";

export type { Loss, LossError, LossOptions, Reduction } from "./evaluate.js";

/** A loss of predictions and targets of one shape, and its gradient by the predictions y. */
type LossOfTarget = (
  runtime: Runtime,
  y: Tensor,
  target: Tensor,
  options?: LossOptions,
) => E.Either<LossError, Loss<"y">>;

/** A loss of several predictions of one shape, against a target of theirs. */
const against =
  (kind: LossKind) =>
  <By extends string>(
    runtime: Runtime,
    predictions: Readonly<Record<By, Tensor>>,
    target: Tensor,
    options: LossOptions = {},
  ): E.Either<LossError, Loss<By>> => {
    const [first] = Object.values<Tensor>(predictions);
    return F.pipe(
      expectShape("the target has not the shape of the prediction", first!.shape, target.shape),
      E.chainW(() =>
        evaluate(runtime, predictions, options, {
          run: ({ outputs, y, weight, put, ...run }) => loss(kind, outputs)(run, y, put(target), weight),
        }),
      ),
    );
  };

const between =
  (kind: LossKind): LossOfTarget =>
  (runtime, y, target, options) =>
    against(kind)(runtime, { y }, target, options);

/**
 * Binary cross-entropy of logits y with targets t in [0, 1]: -log Bernoulli(t; sigmoid(y)).
 *
 *   max(y, 0) - y t + log(1 + exp(-|y|)),   gradient sigmoid(y) - t
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 *
 * @example
 * const loss = bceWithLogits(runtime, tensor64([1], [0]), tensor64([1], [1]))
 * E.map(({ value }) => value)(loss) // => E.right(0.6931471805599453)
 * E.map(({ gradient }) => [...gradient.y.data])(loss) // => E.right([-0.5])
 */
export const bceWithLogits = between("bceWithLogits");

/**
 * Binary cross-entropy of probabilities p with targets t in [0, 1], with PyTorch's bounds: logarithms are at least -100,
 * and the gradient, (p - t) / max(p (1 - p), 1e-12), is not that of the bounded logarithm. Prefer `bceWithLogits`.
 *
 *   -(t max(log p, -100) + (1 - t) max(log(1 - p), -100))
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 */
export const bce = between("bce");

/**
 * (y - t)^2, without the factor 1/2; gradient 2 (y - t).
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 *
 * @example
 * const loss = squaredError(runtime, tensor64([2, 2], [1, 2, 3, 4]), tensor64([2, 2], [0, 0, 0, 0]))
 * E.map(({ value, rows }) => [value, ...rows])(loss) // => E.right([15, 5, 25])
 */
export const squaredError = between("squaredError");

/**
 * |y - t|; its gradient is the sign of y - t, and 0 at equality.
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 */
export const absoluteError = between("absoluteError");

/**
 * Cross-entropy of logits y with distributions t over the classes, which the last axes of a row run over:
 *
 *   -sum_c t_c log softmax(y)_c,   gradient softmax(y)_c sum t - t_c
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 */
export const crossEntropySoft = between("crossEntropySoft");

/** A label that is not the number of a class. */
export type NoSuchClass = Failure<"NoSuchClass">;

const expectClasses = (labels: ArrayLike<number>, classes: number): E.Either<NoSuchClass, Int32Array> => {
  const wrong = Array.from(labels).findIndex((c) => !(Number.isInteger(c) && c >= 0 && c < classes));
  if (wrong < 0) return E.right(Int32Array.from(labels));
  return E.left(
    badData("NoSuchClass", "not the number of a class", {
      where: `label ${wrong}`,
      expected: `an integer from 0 to ${classes - 1}`,
      got: String(labels[wrong]),
    }),
  );
};

/**
 * Cross-entropy of logits y (m, classes) with the m labels 0, ..., classes - 1:
 *
 *   -log softmax(y)_label,   gradient softmax(y)_c - [c = label]
 *
 * Errors: `ShapeMismatch` where there are not m labels; `NoSuchClass`; `NotOneOf` for a reduction that there is not.
 *
 * @example
 * const loss = crossEntropy(runtime, tensor64([1, 2], [0, 0]), [1])
 * E.map(({ value }) => value)(loss) // => E.right(0.6931471805599453)
 * E.map(({ gradient }) => [...gradient.y.data])(loss) // => E.right([0.5, -0.5])
 */
export const crossEntropy = (
  runtime: Runtime,
  y: Tensor,
  labels: ArrayLike<number>,
  options: LossOptions = {},
): E.Either<LossError | NoSuchClass, Loss<"y">> => {
  const m = examplesOf(y.shape);
  return F.pipe(
    expectShape("not one label an example", [m], [labels.length]),
    E.chainW(() => expectClasses(labels, m === 0 ? 0 : y.data.length / m)),
    E.chainW((classes) =>
      evaluate(runtime, { y }, options, {
        run: ({ outputs, y: logits, weight, put: _, ...run }) => {
          const { arena } = run.workspace;
          const target = arena.alloc32(m);
          arena.i32(target, m).set(classes);
          return loss("crossEntropy", outputs)(run, logits, target, weight);
        },
      }),
    ),
  );
};

/**
 * -log N(t; mean, v), v = max(variance, 1e-6):
 *
 *   (log(2 pi) + log v + (mean - t)^2 / v) / 2
 *
 * The gradient by the variance is taken at v, as if there were no bound.
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 */
export const gaussianNll = (
  runtime: Runtime,
  { mean, variance }: { readonly mean: Tensor; readonly variance: Tensor },
  target: Tensor,
  options: LossOptions = {},
): E.Either<LossError, Loss<"mean" | "variance">> =>
  against("gaussianNll")(runtime, { mean, variance }, target, options);

/**
 * -log N(t; mean, exp(logvar)): (log(2 pi) + logvar + (mean - t)^2 exp(-logvar)) / 2.
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 */
export const gaussianNllLogvar = (
  runtime: Runtime,
  { mean, logvar }: { readonly mean: Tensor; readonly logvar: Tensor },
  target: Tensor,
  options: LossOptions = {},
): E.Either<LossError, Loss<"mean" | "logvar">> =>
  against("gaussianNllLogvar")(runtime, { mean, logvar }, target, options);

/**
 * KL(N(mean, diag exp(logvar)) || N(0, I)) = 1/2 sum_j (mean_j^2 + expm1(logvar_j) - logvar_j), in float32 with a float64
 * value; never below 0. `prob.klStandardNormal` has it in float64.
 *
 * Errors: `ShapeMismatch`; `NotOneOf` for a reduction that there is not.
 *
 * @example
 * const loss = klToPrior(runtime, { mean: tensor32([1, 2], [0, 3]), logvar: tensor32([1, 2], [0, 0]) })
 * E.map(({ value }) => value)(loss) // => E.right(4.5)
 */
export const klToPrior = (
  runtime: Runtime,
  { mean, logvar }: { readonly mean: Tensor; readonly logvar: Tensor },
  options: LossOptions = {},
): E.Either<LossError, Loss<"mean" | "logvar">> =>
  evaluate(runtime, { mean, logvar }, options, {
    precision: "float32",
    run: ({ outputs, y, weight, ...run }) => klLoss(outputs)(run, y, weight),
  });
