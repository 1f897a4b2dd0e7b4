import { either as E } from "fp-ts";
import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { ShiftedMoments } from "./shiftedMoments.js";

/** Principal components of n rows of d numbers: a value. */
export interface Pca {
  /** (d) */
  readonly mean: ReadonlyFloats;
  /** (k, d): orthonormal rows, by falling variance, each with its largest element positive. */
  readonly components: Tensor;
  /** The variances along the components, with n - 1. */
  readonly variances: ReadonlyFloats;
  /** Their shares of the total variance. */
  readonly ratios: ReadonlyFloats;
  /** sqrt((n - 1) variance): of the centred data. */
  readonly singularValues: ReadonlyFloats;
  /** The mean of the variances that were left out, of min(n, d); 0 where none was. */
  readonly noiseVariance: number;
  /** n */
  readonly count: number;
  /** Whether `transformPca` divides by the standard deviations. */
  readonly whiten: boolean;
}

/** The model of the first components, from their variances and the total. */
export const modelOf = (
  { moments, pivot }: ShiftedMoments,
  { variances, components, total }: { variances: Float64Array; components: Tensor; total: number },
  whiten: boolean,
): E.Either<Failure<"NoSpread">, Pca> => {
  const { count, sum } = moments;
  if (!(total > 0)) return E.left(badData("NoSpread", "all rows are the same", { got: `the variance ${total}` }));
  const leftOut = Math.min(count, pivot.length) - variances.length;
  const kept = variances.reduce((a, b) => a + b, 0);
  return E.right({
    mean: pivot.map((p, j) => p + sum[j]! / count),
    components,
    variances,
    ratios: variances.map((v) => v / total),
    singularValues: variances.map((v) => Math.sqrt(v * (count - 1))),
    noiseVariance: leftOut > 0 ? Math.max(0, total - kept) / leftOut : 0,
    count,
    whiten,
  });
};
