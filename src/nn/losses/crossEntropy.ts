import { either as E, function as F } from "fp-ts";
import { expectShape, type ShapeMismatch } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { residentLoss } from "./kernelLoss.js";
import { evaluate, type Loss } from "./loss.js";
import { type Reduction, rowsOf } from "./rows.js";

/** A label that is not the number of a class. */
export type NoSuchClass = Failure<"NoSuchClass">;

const expectClasses = (labels: readonly number[], classes: number): E.Either<NoSuchClass, readonly number[]> => {
  const wrong = labels.findIndex((c) => !(Number.isInteger(c) && c >= 0 && c < classes));
  if (wrong < 0) return E.right(labels);
  return E.left(
    badData("NoSuchClass", "not the number of a class", {
      where: `label ${wrong}`,
      expected: `an integer from 0 to ${classes - 1}`,
      got: String(labels[wrong]),
    }),
  );
};

/**
 * Cross-entropy of logits x (m, classes) with the m labels 0, ..., classes - 1:
 *
 *   -log softmax(x)_label,   gradient softmax(x)_c - [c = label]
 *
 * Errors: `ShapeMismatch` where there are not m labels; `NoSuchClass`.
 *
 * @example
 * const loss = crossEntropy(runtime, tensor64([1, 2], [0, 0]), [1])
 * E.map(({ value }) => value)(loss) // => E.right(0.6931471805599453)
 * E.map(({ gradient }) => [...gradient.x.data])(loss) // => E.right([0.5, -0.5])
 */
export const crossEntropy = (
  runtime: Runtime,
  x: Tensor,
  labels: ArrayLike<number>,
  reduction: Reduction = "batchMean",
): E.Either<ShapeMismatch | NoSuchClass, Loss<"x">> => {
  const { m, n } = rowsOf(x.shape);
  return F.pipe(
    expectShape("not one label an example", [m], [labels.length]),
    E.chainW(() => expectClasses(Array.from(labels), n)),
    E.map((classes) =>
      evaluate(runtime, x, reduction, ({ workspace, precision, rows, weight, values, put, take }) => {
        const { arena } = workspace;
        const [at, t] = [put(x), arena.alloc32(m)];
        arena.i32(t, m).set(classes);
        const value = residentLoss("crossEntropy", precision)(workspace, { values, dx: at, x: at, t }, rows, weight);
        return { value, gradient: { x: take(at) } };
      }),
    ),
  );
};
