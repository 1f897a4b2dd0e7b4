import { either as E, function as F } from "fp-ts";
import {
  checked,
  expectBoolean,
  expectCount,
  expectKey,
  expectName,
  expectOptions,
  expectRuntime,
  expectTensor,
} from "../../core/checks.js";
import type { Key } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import { type Failure, usage } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { symmetricEigen } from "./eigen.js";
import { countOf, expectComponents, modelOf, type Pca } from "./model.js";
import { centredProducts, gram, momentsOfAll } from "./moments.js";
import { fitRandomized } from "./randomized.js";

/** The methods by which components are found. */
export const methods = ["exact", "randomized"] as const;

/** The covariance and all its eigenvectors; or its products with a few random directions. */
export type PcaMethod = (typeof methods)[number];

/** What is found, and how; all has a default, but that the randomized method must be told how many components. */
export interface PcaOptions {
  /**
   * An integer: so many components; a number between 0 and 1: the fewest whose variances together exceed that share of
   * the total. All if absent.
   */
  readonly components?: number;
  /** Coordinates of variance 1; false if absent. */
  readonly whiten?: boolean;
  /** "exact" if absent. */
  readonly method?: PcaMethod;
  /** Of "randomized", directions beyond those that are wanted; 10 if absent. */
  readonly oversampling?: number;
  /** Of "randomized", multiplications by the covariance before the last one, each a pass over the data; 4 if absent. */
  readonly powerIterations?: number;
}

/** Rows (n, d), in one tensor or in chunks: an array of them, an iterable, or a function that gives one. */
export type PcaData = Tensor | Iterable<Tensor> | (() => Iterable<Tensor>);

const onlyOnce: Failure<"OnlyOnce"> = usage("OnlyOnce", "the chunks can be gone through only once", {
  expected: "an array of chunks, or a function that gives an iterable",
  got: "an iterator",
  hint: "give the function that made it",
});

const isIterable = (data: unknown): data is Iterable<unknown> =>
  typeof data === "object" && data !== null && Symbol.iterator in data;

const chunksOf = (data: PcaData, passes: number): E.Either<Failure, Iterable<Tensor>> => {
  if (typeof data === "function") return E.right({ [Symbol.iterator]: () => data()[Symbol.iterator]() });
  if (!isIterable(data)) return E.map((x: Tensor) => [x])(expectTensor("the data", data));
  const isIterator = typeof (data as Partial<Iterator<Tensor>>).next === "function";
  return isIterator && passes > 1 ? E.left(onlyOnce) : E.right(data);
};

const settingsOf = (options: PcaOptions) =>
  F.pipe(
    expectOptions(options, ["components", "whiten", "method", "oversampling", "powerIterations"]),
    E.chainW(() => {
      const { components, whiten = false, method = "exact", oversampling = 10, powerIterations = 4 } = options;
      return checked(
        { components, whiten, method, oversampling, powerIterations },
        expectBoolean("whiten", whiten),
        expectName("method", method, methods),
        expectCount("oversampling", oversampling, { least: 0 }),
        expectCount("powerIterations", powerIterations, { least: 0 }),
      );
    }),
  );

/** The covariance in one pass, and its eigenvectors. */
const fitExact = (
  runtime: Runtime,
  chunks: Iterable<Tensor>,
  components: number | undefined,
  whiten: boolean,
): E.Either<Failure, Pca> =>
  F.pipe(
    momentsOfAll(runtime, gram, chunks),
    E.chainFirstW(({ pivot, moments }) => expectComponents(components, Math.min(moments.count, pivot.length))),
    E.chainW(({ pivot, moments }) => {
      const [d, n] = [pivot.length, moments.count];
      const variancesOf = (values: Float64Array) =>
        values.subarray(0, Math.min(n, d)).map((value) => Math.max(0, value / (n - 1)));
      const scatter = centredProducts(moments, moments.sum);
      const { values, vectors } = symmetricEigen(runtime, scatter, d, (all) => countOf(components, variancesOf(all)));
      const all = variancesOf(values);
      const total = all.reduce((a, b) => a + b, 0);
      const variances = all.slice(0, vectors.shape[0]!);
      return modelOf({ moments, pivot }, { variances, components: vectors, total }, whiten);
    }),
  );

/**
 * Principal components of rows (n, d), which may come in chunks (n_i, d).
 *
 * "exact": the covariance in one pass, and its eigenvectors; memory d^2. "randomized": the first few without the
 * covariance; see `fitRandomized`. Float32 data are multiplied in float32, 512 rows at a time.
 *
 * key: of the random directions; the exact method draws nothing.
 * Errors: `ShapeMismatch`, `NotFinite`, `TooFewRows`, `TooManyColumns`, `NoSpread`, `Overflow`; `TooFewDirections`,
 * `OnlyOnce` of the randomized method; `BadOption`, `BadArgument`.
 *
 * @example
 * const model = fit(runtime, key(0), tensor64([3, 2], [0, 0, 1, 1, 2, 2]), { components: 1 });
 * E.map(({ ratios }) => Array.from(ratios, Math.round))(model) // => E.right([1])
 */
export const fit = (runtime: Runtime, key: Key, data: PcaData, options: PcaOptions = {}): E.Either<Failure, Pca> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectKey(key)),
    E.chainW(() => settingsOf(options)),
    E.bind("chunks", ({ method, powerIterations }) => chunksOf(data, method === "exact" ? 1 : 1 + powerIterations)),
    E.chainW(({ chunks, components, whiten, method, oversampling, powerIterations }) =>
      method === "exact"
        ? fitExact(runtime, chunks, components, whiten)
        : fitRandomized(runtime, key, chunks, { components, whiten, oversampling, powerIterations }),
    ),
  );
