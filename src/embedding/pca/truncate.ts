import { either as E, function as F } from "fp-ts";
import { tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import { type Components, countOf, expectKeep } from "./componentsKept.js";
import type { Pca } from "./model.js";

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/**
 * The first components of a fitted model, as if only they had been kept: from one fit the variances of all of them,
 * and a model of as many as are wanted. A share that the model's components do not reach keeps them all.
 *
 * Errors: `BadKeep`.
 *
 * @example
 * const plane = pca(runtime, { keep: "all" })([tensor64([3, 2], [0, 0, 1, 1, 2, 2])]);
 * E.map(({ components }) => components.shape)(E.chain(truncate({ components: 1 }))(plane)) // => E.right([1, 2])
 */
export const truncate =
  (keep: Components) =>
  (model: Pca): E.Either<Failure<"BadKeep">, Pca> => {
    const { mean, components, variances, ratios, singularValues, noiseVariance, count } = model;
    const [all, d] = [variances.length, mean.length];
    const most = Math.min(count, d);
    const leftOut = noiseVariance * (most - all);
    return F.pipe(
      expectKeep(keep, all),
      E.map(() => {
        const k = Math.min(all, countOf(keep, [...variances, ...(leftOut > 0 ? [leftOut] : [])]));
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
  };
