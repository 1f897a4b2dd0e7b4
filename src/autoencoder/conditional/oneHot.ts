import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectNumbers, expectOption } from "../../core/checks.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";

/** One-hot rows [N, classes] of labels that are known to be classes. */
export const oneHotRows = (labels: ArrayLike<number>, classes: number): Tensor => {
  const data = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) data[i * classes + labels[i]!] = 1;
  return tensor([labels.length, classes], data);
};

/**
 * Labels 0, ..., classes - 1 as one-hot rows [N, classes]: the condition that a digit's label is.
 *
 * Errors: `BadArgument`; `BadOption` for classes that are no count, or a label that is none of them.
 *
 * @example
 * E.map(({ data }: Tensor) => [...data])(oneHot([1, 0], 2)) // => E.right([0, 1, 1, 0])
 */
export const oneHot = (labels: ArrayLike<number>, classes: number): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(labels, expectNumbers("labels", labels), expectCount("classes", classes)),
    E.chainFirst(() => {
      const other = Array.from(labels).find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
      return expectOption("labels", other === undefined, `integers from 0 to ${classes - 1}`, other);
    }),
    E.map(() => oneHotRows(labels, classes)),
  );
