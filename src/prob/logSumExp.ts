import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectNumbers, expectOptions, expectTensor } from "../core/checks.js";
import { expectShape, size } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";

/** log sum_{i < n} b_i exp(x_{from + i stride}), the largest term taken out, so that nothing overflows. */
const along = (x: ArrayLike<number>, b: ArrayLike<number> | undefined, n: number, from: number, stride: number) => {
  let top = -1;
  for (let i = 0; i < n; i++) {
    if (b !== undefined && b[i] === 0) continue;
    const xi = x[from + i * stride]!;
    if (Number.isNaN(xi)) return Number.NaN;
    if (top < 0 || xi > x[from + top * stride]!) top = i;
  }
  if (top < 0) return Number.NEGATIVE_INFINITY;
  const m = x[from + top * stride]!;
  if (!Number.isFinite(m)) return m;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    if (i === top || b?.[i] === 0) continue;
    rest += (b?.[i] ?? 1) * Math.exp(x[from + i * stride]! - m);
  }
  // log1p keeps what is far below the largest term: log(1 + 1e-20) is 0.
  return b === undefined ? m + Math.log1p(rest) : m + Math.log(b[top]! + rest);
};

/**
 * log sum_i b_i exp(x_i), b = 1 where no weights are given.
 *
 * An empty sum, and one of only -Infinity, is -Infinity; a term of weight 0 is left out, whatever its x; NaN propagates.
 * Negative weights are allowed as long as the sum is positive (else NaN).
 *
 * @example
 * logSumExp([1000, 1000]) // => 1000.6931471805599
 * logSumExp([0, 0], { weights: [0.25, 0.75] }) // => 0
 */
export const logSumExp = (
  x: ArrayLike<number>,
  { weights }: { readonly weights?: ArrayLike<number> | undefined } = {},
): number => along(x, weights, x.length, 0, 1);

/**
 * `logSumExp` along one axis, which the result lacks; the weights are those of the axis.
 *
 * Errors: `BadOption` where the tensor has no such axis; `ShapeMismatch` where the weights are not as many as its
 * extent; `BadArgument`.
 *
 * @example
 * logSumExpAxis(tensor64([1, 2], [1000, 1000]), { axis: 1 }) // => E.right(tensor64([1], [1000.6931471805599]))
 */
export const logSumExpAxis = (
  x: Tensor,
  options: { readonly axis: number; readonly weights?: ArrayLike<number> },
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(options, expectTensor("the terms", x), expectOptions(options, ["axis", "weights"])),
    E.chainFirst(({ axis }) => expectCount("axis", axis, { least: 0, most: x.shape.length - 1 })),
    E.chainFirst(({ weights }) => (weights === undefined ? E.right(weights) : expectNumbers("the weights", weights))),
    E.chainFirstW(({ axis, weights }) =>
      expectShape("a weight a term", [x.shape[axis]!], [weights?.length ?? x.shape[axis]!]),
    ),
    E.map(({ axis, weights }) => {
      const { shape, data } = x;
      const n = shape[axis]!;
      const inner = size(shape.slice(axis + 1));
      const y = new Float64Array(size(shape.slice(0, axis)) * inner);
      for (let i = 0; i < y.length; i++) {
        const outer = Math.floor(i / inner);
        y[i] = along(data, weights, n, outer * n * inner + (i - outer * inner), inner);
      }
      return tensor([...shape.slice(0, axis), ...shape.slice(axis + 1)], y);
    }),
  );
