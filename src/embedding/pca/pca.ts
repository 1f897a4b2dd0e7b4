import { either as E, function as F } from "fp-ts";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type Components, countOf, expectKeep } from "./componentsKept.js";
import { symmetricEigen } from "./eigen.js";
import { modelOf, type Pca } from "./model.js";
import { gram } from "./moments.js";
import { centredProducts, momentsOfAll } from "./shiftedMoments.js";

/** What is kept, and in which units. */
export interface PcaOptions {
  readonly keep: Components;
  /** Coordinates of variance 1; false if absent. */
  readonly whiten?: boolean;
}

/**
 * Principal components of the rows of all chunks (n_i, d), in one pass: the covariance, and its eigenvectors.
 *
 * Memory: d^2. Float32 chunks are multiplied in float32, 512 rows at a time.
 * Errors: `ShapeMismatch`, `NotFinite`, `TooFewRows`, `BadKeep`, `NoSpread`, `Overflow`.
 *
 * @example
 * const fit = pca(runtime, { keep: { components: 1 } })([tensor64([3, 2], [0, 0, 1, 1, 2, 2])]);
 * E.map(({ ratios }) => Array.from(ratios, Math.round))(fit) // => E.right([1])
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
