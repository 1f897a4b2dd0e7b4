import { either as E, function as F } from "fp-ts";
import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import { badData, type Failure, numerical, usage } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { countRows } from "../points.js";
import { symmetricEigen } from "./eigen.js";
import type { Pca } from "./model.js";
import { gram, type Moments, momentsMonoid, momentsOf, type Products } from "./moments.js";

/** How many components are kept: so many, or the fewest whose variances together exceed a share of the total. */
export type Keep = "all" | { readonly components: number } | { readonly share: number };

export interface PcaOptions {
  readonly keep: Keep;
  /** Coordinates of variance 1; false if absent. */
  readonly whiten?: boolean;
}

/**
 * What is subtracted before sums are made: the mean of the first chunk, rounded to float32, so that it is the same
 * number for float32 data. Near the mean no digits are lost to it; the result does not depend on it otherwise.
 */
const pivotOf = ({ shape, data }: Tensor): Float64Array => {
  const [n, d] = [shape[0]!, shape[1]!];
  const sum = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) sum[j]! += data[i * d + j]!;
  return sum.map((s) => Math.fround(s / Math.max(1, n)));
};

/** The moments of all chunks, and what they are about. */
export interface Gathered {
  readonly pivot: Float64Array;
  readonly moments: Moments;
}

const tooFewRows = (got: string): Failure<"TooFewRows"> =>
  badData("TooFewRows", "that is too little data", { expected: "two rows or more", got });

/** Goes through the chunks once: the sum of the moments monoid, about the pivot of the first chunk. */
export const momentsOfAll = (
  runtime: Runtime,
  productsOf: (d: number) => Products,
  chunks: Iterable<Tensor>,
): E.Either<Failure, Gathered> => {
  let all: Gathered | undefined;
  for (const chunk of chunks) {
    const counted = countRows("the chunk", chunk);
    if (E.isLeft(counted)) return counted;
    const pivot: Float64Array = all?.pivot ?? pivotOf(chunk);
    const products = productsOf(pivot.length);
    const { empty, concat } = momentsMonoid(pivot.length, products.rows);
    const moments = momentsOf(runtime, pivot, products)(chunk);
    if (E.isLeft(moments)) return moments;
    all = { pivot, moments: concat(all?.moments ?? empty, moments.right) };
  }
  if (all === undefined) return E.left(tooFewRows("no chunk"));
  const { count, squares, products } = all.moments;
  if (count < 2) return E.left(tooFewRows(String(count)));
  return Number.isFinite(squares) && products.every(Number.isFinite)
    ? E.right(all)
    : E.left(numerical("Overflow", "the squares overflow", { hint: "scale the data, or give them in float64" }));
};

/** n - 1 times the covariance's rows of products: less n L(m) m^T, m = sum / n, L(m) given. */
export const centredProducts = ({ count, sum, products }: Moments, image: ArrayLike<number>): Float64Array => {
  const d = sum.length;
  return products.map((p, at) => p - (image[Math.floor(at / d)]! * sum[at % d]!) / count);
};

/**
 * The fewest components whose share is above the one asked for, the share of all being 1.
 *
 * @example
 * countOf({ share: 0.6 }, [3, 2, 1]) // => 2
 */
export const countOf = (keep: Keep, variances: ReadonlyFloats): number => {
  if (keep === "all") return variances.length;
  if ("components" in keep) return keep.components;
  const total = Float64Array.from(variances).reduce((sum, v) => sum + v, 0);
  let cumulated = 0;
  const last = Float64Array.from(variances).findIndex((v) => (cumulated += v) / total > keep.share);
  return last < 0 ? variances.length : last + 1;
};

/** Holds `keep` against the most components that there can be, min(n, d). */
export const expectKeep = (keep: Keep, most: number): E.Either<Failure<"BadKeep">, Keep> => {
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

/** The model of the first components, from their variances and the total. */
export const modelOf = (
  { moments, pivot }: Gathered,
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

/**
 * Principal components of the rows of all chunks (n_i, d), in one pass: the covariance, and its eigenvectors.
 *
 * Memory: d^2. Float32 chunks are multiplied in float32, 512 rows at a time.
 * Errors: `ShapeMismatch`, `NotFinite`, `TooFewRows`, `BadKeep`, `NoSpread`, `Overflow`.
 *
 * @example
 * const fit = pca(runtime, { keep: { components: 1 } })([tensor64([3, 2], [0, 0, 1, 1, 2, 2])]);
 * E.map(({ ratios }) => [...ratios])(fit) // => E.right([1])
 */
export const pca =
  (runtime: Runtime, { keep, whiten = false }: PcaOptions) =>
  (chunks: Iterable<Tensor>): E.Either<Failure, Pca> =>
    F.pipe(
      momentsOfAll(runtime, gram, chunks),
      E.bindW("kept", ({ pivot, moments }) => expectKeep(keep, Math.min(moments.count, pivot.length))),
      E.chainW(({ pivot, moments, kept }) => {
        const [d, n] = [pivot.length, moments.count];
        const variancesOf = (values: Float64Array) =>
          values.subarray(0, Math.min(n, d)).map((value) => Math.max(0, value / (n - 1)));
        const scatter = centredProducts(moments, moments.sum);
        const { values, vectors } = symmetricEigen(runtime, scatter, d, (all) => countOf(kept, variancesOf(all)));
        const all = variancesOf(values);
        const total = all.reduce((a, b) => a + b, 0);
        const variances = all.slice(0, vectors.shape[0]!);
        return modelOf({ moments, pivot }, { variances, components: vectors, total }, whiten);
      }),
    );
