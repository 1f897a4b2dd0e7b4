import { either as E, function as F } from "fp-ts";
import { badOption, type Checked, checked, expectModel, expectOptions } from "../../core/checks.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { ShiftedMoments } from "./moments.js";

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
  /** Whether `transform` divides by the standard deviations. */
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

/** A model, as `fit` gives it. Errors: `BadArgument`. */
export const expectPca = (value: unknown): Checked =>
  expectModel("the model", value, ["mean", "components", "variances", "whiten"], "pca.fit");

/**
 * How many components are kept: an integer says so many; a share between 0 and 1, the fewest whose variances together
 * exceed that share of the total; without it, all.
 */
export type ComponentCount = number | undefined;

const isShare = (components: number): boolean => components > 0 && components < 1;

/**
 * The components that are kept of those with such variances, the sum of which is the total.
 *
 * @example
 * countOf(0.6, [3, 2, 1]) // => 2
 */
export const countOf = (components: ComponentCount, variances: ArrayLike<number>): number => {
  if (components === undefined) return variances.length;
  if (!isShare(components)) return components;
  const total = Float64Array.from(variances).reduce((sum, v) => sum + v, 0);
  let cumulated = 0;
  const last = Float64Array.from(variances).findIndex((v) => (cumulated += v) / total > components);
  return last < 0 ? variances.length : last + 1;
};

/**
 * Holds a number of components against the most that there can be, min(n, d).
 *
 * Errors: `BadOption`.
 */
export const expectComponents = (components: unknown, most: number): E.Either<Failure, unknown> => {
  if (components === undefined) return E.right(components);
  const fits =
    typeof components === "number" &&
    (isShare(components) || (Number.isInteger(components) && components >= 1 && components <= most));
  return fits
    ? E.right(components)
    : badOption("components", `1 to ${most} components, no more than rows or columns, or a share below 1`, components);
};

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/**
 * The first components of a fitted model, as if only they had been kept: from one fit the variances of all of them,
 * and a model of as many as are wanted. A share that the model's components do not reach keeps them all.
 *
 * Errors: `BadOption`, `BadArgument`.
 *
 * @example
 * const plane = fit(runtime, key(0), tensor64([3, 2], [0, 0, 1, 1, 2, 2]));
 * E.map(({ components }) => components.shape)(E.chainW((all) => truncate(all, { components: 1 }))(plane)) // => E.right([1, 2])
 */
export const truncate = (model: Pca, options: { readonly components: number }): E.Either<Failure, Pca> =>
  F.pipe(
    checked(undefined, expectPca(model), expectOptions(options, ["components"])),
    E.chainW(() => expectComponents(options.components, model.variances.length)),
    E.map(() => {
      const { mean, components, variances, ratios, singularValues, noiseVariance, count } = model;
      const [all, d] = [variances.length, mean.length];
      const most = Math.min(count, d);
      const leftOut = noiseVariance * (most - all);
      const k = Math.min(all, countOf(options.components, [...variances, ...(leftOut > 0 ? [leftOut] : [])]));
      const first = (values: Iterable<number>): Float64Array => Float64Array.from(values).subarray(0, k);
      const dropped = leftOut + sum(Float64Array.from(variances).subarray(k));
      return {
        ...model,
        components: tensor([k, d], Float64Array.from(components.data).subarray(0, k * d)),
        variances: first(variances),
        ratios: first(ratios),
        singularValues: first(singularValues),
        noiseVariance: most > k ? dropped / (most - k) : 0,
      };
    }),
  );
