import { either as E, function as F } from "fp-ts";
import { checked, expectRuntime, expectTensor } from "../../core/checks.js";
import { countRows } from "../../core/points.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { mapRows } from "./blocks.js";
import { expectPca, type Pca } from "./model.js";

/** Variances below d 2^-52 of the largest are rounding: whitening makes 0 of those directions. */
const scales = ({ variances, whiten, mean }: Pca, power: 1 | -1): Float64Array => {
  const least = mean.length * 2 ** -52 * (variances[0] ?? 0);
  return Float64Array.from(variances, (v) => (whiten ? (v > least ? v ** (power / 2) : 0) : 1));
};

const scaledRows = ({ components: { shape, data } }: Pca, factors: Float64Array): Float64Array =>
  Float64Array.from(data, (x, at) => x * factors[Math.floor(at / shape[1]!)]!);

/**
 * Rows (n, d) as their coordinates along the components, (n, k), in the precision of x:
 *
 *   y = (x - mean) C^T,   divided by the standard deviations where the model whitens
 *
 * Errors: `ShapeMismatch`, `BadArgument`.
 *
 * @example
 * const line = fit(runtime, key(0), tensor64([3, 2], [0, 5, 1, 5, 2, 5]), { components: 1 });
 * E.chainW((model: Pca) => transform(runtime, model, tensor64([1, 2], [3, 7])))(line) // => E.right(tensor64([1, 1], [2]))
 */
export const transform = (runtime: Runtime, model: Pca, x: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectPca(model), expectTensor("the data", x)),
    E.chainW(() => countRows("the data", x, model.mean.length)),
    E.map(() => {
      const [k, d] = [model.variances.length, model.mean.length];
      const matrix = scaledRows(model, scales(model, -1));
      const affine = { minus: model.mean, matrix, rowStride: 1, columnStride: d, plus: new Float64Array(k) };
      return runtime.using((workspace) => mapRows(workspace, affine, x));
    }),
  );

/**
 * Coordinates (n, k) back as rows (n, d): x = mean + y C. Of transformed rows it is the nearest point of the plane of the
 * components, which is what denoising by PCA means.
 *
 * Errors: `ShapeMismatch`, `BadArgument`.
 *
 * @example
 * const line = fit(runtime, key(0), tensor64([3, 2], [0, 5, 1, 5, 2, 5]), { components: 1 });
 * E.chainW((model: Pca) => inverse(runtime, model, tensor64([1, 1], [3])))(line) // => E.right(tensor64([1, 2], [4, 5]))
 */
export const inverse = (runtime: Runtime, model: Pca, y: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectPca(model), expectTensor("the coordinates", y)),
    E.chainW(() => countRows("the coordinates", y, model.variances.length)),
    E.map(() => {
      const [k, d] = [model.variances.length, model.mean.length];
      const matrix = scaledRows(model, scales(model, 1));
      const affine = { minus: new Float64Array(k), matrix, rowStride: d, columnStride: 1, plus: model.mean };
      return runtime.using((workspace) => mapRows(workspace, affine, y));
    }),
  );
