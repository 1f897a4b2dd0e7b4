import { either as E } from "fp-ts";
import { type Failure, usage } from "../../failure.js";

/** How many components are kept: so many, or the fewest whose variances together exceed a share of the total. */
export type Components = "all" | { readonly components: number } | { readonly share: number };

/**
 * The fewest components whose share is above the one asked for, the share of all being 1.
 *
 * @example
 * countOf({ share: 0.6 }, [3, 2, 1]) // => 2
 */
export const countOf = (keep: Components, variances: ArrayLike<number>): number => {
  if (keep === "all") return variances.length;
  if ("components" in keep) return keep.components;
  const total = Float64Array.from(variances).reduce((sum, v) => sum + v, 0);
  let cumulated = 0;
  const last = Float64Array.from(variances).findIndex((v) => (cumulated += v) / total > keep.share);
  return last < 0 ? variances.length : last + 1;
};

/** Holds `keep` against the most components that there can be, min(n, d). */
export const expectKeep = (keep: Components, most: number): E.Either<Failure<"BadKeep">, Components> => {
  if (keep === "all") return E.right(keep);
  const [fits, expected, got] =
    "share" in keep
      ? [keep.share > 0 && keep.share < 1, "a share between 0 and 1", keep.share]
      : [
          Number.isInteger(keep.components) && keep.components >= 1 && keep.components <= most,
          `1 to ${most} components, no more than rows or columns`,
          keep.components,
        ];
  return fits ? E.right(keep) : E.left(usage("BadKeep", "cannot keep that", { expected, got: String(got) }));
};
