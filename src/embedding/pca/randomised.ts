import { either as E } from "fp-ts";
import type { Key } from "../../core/key.js";
import { normal } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { type Failure, numerical } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { expectKeep } from "./componentsKept.js";
import { fixSign, symmetricEigen } from "./eigen.js";
import { modelOf, type Pca } from "./model.js";
import { type Moments, sketch } from "./moments.js";
import { orthonormalRows } from "./orthonormal.js";
import { centredProducts, momentsOfAll, type ShiftedMoments } from "./shiftedMoments.js";

/** How the randomised method is run. */
export interface RandomisedOptions {
  readonly components: number;
  /** Directions beyond those that are wanted; 10 if absent. */
  readonly oversampling?: number;
  /** Multiplications by the covariance before the last one; 4 if absent. Each is a pass over the data. */
  readonly powers?: number;
  readonly whiten?: boolean;
}

/** Rows times a vector. */
const imageOf = (q: Float64Array, x: Float64Array): Float64Array => {
  const image = new Float64Array(q.length / x.length);
  for (let at = 0; at < q.length; at++) image[Math.floor(at / x.length)]! += q[at]! * x[at % x.length]!;
  return image;
};

/** Q S for an orthonormal Q (r, d), S = sum (x - mean)(x - mean)^T. */
const multiplied = (q: Float64Array, moments: Moments): Float64Array =>
  centredProducts(moments, imageOf(q, moments.sum));

/** sum |x - mean|^2 / (n - 1) */
const totalVariance = ({ count, sum, squares }: Moments): number =>
  (squares - sum.reduce((total, s) => total + s * s, 0) / count) / (count - 1);

/** The rows W Q, W (k, r) and Q (r, d). */
const combined = ({ shape, data }: Tensor, q: Float64Array, d: number): Tensor => {
  const [k, r] = [shape[0]!, shape[1]!];
  const rows = new Float64Array(k * d);
  for (let i = 0; i < k; i++) {
    const row = rows.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < r; j++) for (let at = 0; at < d; at++) row[at]! += data[i * r + j]! * q[j * d + at]!;
    fixSign(row);
  }
  return tensor([k, d], rows);
};

const widthOf = (chunks: Iterable<Tensor>): number => {
  for (const { shape } of chunks) return shape[1] ?? 0;
  return 0;
};

const tooFewDirections = (components: number, got: number): Failure<"TooFewDirections"> =>
  numerical("TooFewDirections", "the data spread in fewer directions than components were asked for", {
    expected: String(components),
    got: String(got),
  });

/** Rayleigh and Ritz: the eigenvectors of Q S Q^T, taken through Q. */
const ritz = (
  runtime: Runtime,
  q: Float64Array,
  gathered: ShiftedMoments,
  { components, whiten = false }: RandomisedOptions,
): E.Either<Failure, Pca> => {
  const { moments, pivot } = gathered;
  const d = pivot.length;
  const r = q.length / d;
  const product = multiplied(q, moments);
  const small = new Float64Array(r * r);
  for (let i = 0; i < r; i++)
    for (let j = 0; j <= i; j++)
      for (let at = 0; at < d; at++) small[i * r + j]! += product[i * d + at]! * q[j * d + at]!;
  const { values, vectors } = symmetricEigen(runtime, small, r, () => components);
  const variances = values.slice(0, components).map((value) => Math.max(0, value / (moments.count - 1)));
  return modelOf(gathered, { variances, components: combined(vectors, q, d), total: totalVariance(moments) }, whiten);
};

/**
 * The first principal components without the covariance matrix: random directions, multiplied by it again and again,
 * turn towards those of the largest variance. Where variances fall fast they are close to those of `pca`, and never
 * above them.
 *
 *   Q <- orthonormal rows of Q S,  powers times;  then the eigenvectors of Q S Q^T,  S = sum (x - mean)(x - mean)^T
 *
 * It pays for many columns: r = components + oversampling directions cost 4 n d r (powers + 1) operations, the
 * triangle of the covariance that `pca` needs n d (d + 128). Below d = 4 r (powers + 1) that is the shorter way.
 *
 * `chunks` is gone through powers + 1 times: an array, or an iterable that begins anew. Memory:
 * d (components + oversampling).
 * Errors: as `pca`; `TooFewDirections`.
 * Source: Halko, Martinsson & Tropp, "Finding structure with randomness" (2011), algorithms 4.4 and 5.3.
 *
 * @example
 * const fit = randomisedPca(runtime, key(1), { components: 1 })([tensor64([3, 2], [0, 0, 1, 1, 2, 2])]);
 * E.map(({ variances }) => Math.round(variances[0]))(fit) // => E.right(2)
 */
export const randomisedPca =
  (runtime: Runtime, key: Key, options: RandomisedOptions) =>
  (chunks: Iterable<Tensor>): E.Either<Failure, Pca> => {
    const { components, oversampling = 10, powers = 4 } = options;
    const d = widthOf(chunks);
    const kept = expectKeep({ components }, d);
    if (E.isLeft(kept)) return kept;
    const start = normal(runtime, key, [Math.min(d, components + oversampling), d], "float64");
    let q = orthonormalRows(runtime, Float64Array.from(start.data), d);
    let pivot: Float64Array | undefined;
    for (let power = 0; ; power++) {
      const gathered = momentsOfAll(runtime, (width) => sketch(q, width), chunks, pivot);
      if (E.isLeft(gathered)) return gathered;
      ({ pivot } = gathered.right);
      if (power === powers) return ritz(runtime, q, gathered.right, options);
      q = orthonormalRows(runtime, multiplied(q, gathered.right.moments), d);
      if (q.length < components * d) return E.left(tooFewDirections(components, q.length / d));
    }
  };
