import { either as E, function as F } from "fp-ts";
import { type Key, named } from "../../core/key.js";
import { normal, type Precision } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import * as pca from "../pca/index.js";
import { checkPoints } from "./checks.js";
import type { TsneSettings } from "./options.js";

/** So small that at first all points repel each other alike. */
const deviation = 1e-4;

const scaled = ({ shape, data }: Tensor, factor: number): Tensor =>
  tensor(
    shape,
    Float64Array.from(data, (value) => factor * value),
  );

/** At random: normal coordinates of standard deviation 1e-4. */
export const randomInitialization = (
  runtime: Runtime,
  key: Key,
  n: number,
  dims: number,
  precision: Precision = "float32",
): Tensor => scaled(normal(runtime, named(key, "start"), [n, dims], precision), deviation);

/**
 * Coordinates that are known, such as the first principal components, as an initialization: (n, components), scaled so
 * that the first has standard deviation 1e-4. It keeps the large scale of the data, which chance does not.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `BadArgument`.
 * Source: Kobak and Linderman, "Initialization is critical for preserving global data structure in both t-SNE and UMAP"
 * (2021).
 *
 * @example
 * E.map(({ data }) => data[0])(rescale(tensor64([2, 2], [-3, 1, 3, -1]))) // => E.right(-0.0001)
 */
export const rescale = (coordinates: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    checkPoints("the coordinates", coordinates, ["any", "any"]),
    E.map(({ shape, data }) => {
      const [n, dims] = shape as readonly [number, number];
      let mean = 0;
      for (let i = 0; i < n; i++) mean += data[i * dims]! / n;
      let variance = 0;
      for (let i = 0; i < n; i++) variance += (data[i * dims]! - mean) ** 2 / n;
      return scaled(coordinates, variance > 0 ? deviation / Math.sqrt(variance) : 1);
    }),
  );

/** The first principal components of the data, rescaled. */
const pcaInitialization = (runtime: Runtime, key: Key, x: Tensor, components: number): E.Either<Failure, Tensor> =>
  F.pipe(
    pca.fit(runtime, key, x, { components }),
    E.chain((model) => pca.transform(runtime, model, x)),
    E.chain(rescale),
  );

/**
 * Where the points of a map begin, as it was asked for.
 *
 * Errors: those of `pca.fit` where the data have too few columns or no spread.
 */
export const initializationOf = (
  runtime: Runtime,
  key: Key,
  x: Tensor,
  { n, components, initialization }: Pick<TsneSettings, "n" | "components" | "initialization">,
): E.Either<Failure, Tensor> => {
  if (initialization === "random") return E.right(randomInitialization(runtime, key, n, components));
  return initialization === "pca" ? pcaInitialization(runtime, key, x, components) : E.right(initialization);
};
