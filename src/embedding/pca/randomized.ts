import { either as E } from "fp-ts";
import { expectCount } from "../../core/checks.js";
import type { Key } from "../../core/key.js";
import { normal } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { type Failure, numerical } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { fixSign, symmetricEigen } from "./eigen.js";
import { modelOf, type Pca } from "./model.js";
import { centredProducts, momentsOfAll, type PcaMoments, type ShiftedMoments, sketch } from "./moments.js";

/** How the randomized method is run. */
export interface RandomizedSettings {
  readonly components: number | undefined;
  readonly oversampling: number;
  readonly powerIterations: number;
  readonly whiten: boolean;
}

/**
 * An orthonormal basis of the span of some rows of d numbers: each row less its projections on those before it, taken
 * twice, which leaves a defect of rounding; rows that then vanish are dropped.
 *
 * Source: Giraud, Langou & Rozloznik, "The loss of orthogonality in the Gram-Schmidt process" (2005): twice is enough.
 *
 * @example
 * [...orthonormalRows(runtime, new Float64Array([0, 2, 0, 3]), 2)] // => [0, 1]
 */
export const orthonormalRows = (runtime: Runtime, rows: Float64Array, d: number): Float64Array =>
  runtime.using(({ kernels, arena }) => {
    const [scratch, basis] = [arena.alloc(kernels.gemmScratch()), arena.put64(rows)];
    const coefficients = arena.alloc64(rows.length / d);
    let kept = 0;
    for (let i = 0; i < rows.length / d; i++) {
      const at = basis + 8 * kept * d;
      arena.f64(at, d).set(rows.subarray(i * d, (i + 1) * d));
      const before = kernels.squaredNorm64(at, 0, d);
      for (let time = 0; time < 2; time++) {
        kernels.gemm64(coefficients, kept, at, d, 1, basis, 1, d, 1, 0, kept, d, 0, scratch);
        const c = arena.f64(coefficients, kept);
        for (let j = 0; j < kept; j++) c[j] = -c[j]!;
        kernels.gemm64(at, d, coefficients, kept, 1, basis, d, 1, 1, 0, d, kept, 1, scratch);
      }
      const after = kernels.squaredNorm64(at, 0, d);
      if (!(after > before * (d * 2 ** -52) ** 2)) continue;
      const row = arena.f64(at, d);
      for (let j = 0; j < d; j++) row[j]! /= Math.sqrt(after);
      kept += 1;
    }
    return arena.f64(basis, kept * d).slice();
  });

/** Rows times a vector. */
const imageOf = (q: Float64Array, x: Float64Array): Float64Array => {
  const image = new Float64Array(q.length / x.length);
  for (let at = 0; at < q.length; at++) image[Math.floor(at / x.length)]! += q[at]! * x[at % x.length]!;
  return image;
};

/** Q S for an orthonormal Q (r, d), S = sum (x - mean)(x - mean)^T. */
const multiplied = (q: Float64Array, moments: PcaMoments): Float64Array =>
  centredProducts(moments, imageOf(q, moments.sum));

/** sum |x - mean|^2 / (n - 1) */
const totalVariance = ({ count, sum, squares }: PcaMoments): number =>
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
  for (const chunk of chunks) return chunk?.shape?.[1] ?? 0;
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
  components: number,
  whiten: boolean,
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
 * turn towards those of the largest variance. Where variances fall fast they are close to those of the exact method, and
 * never above them.
 *
 *   Q <- orthonormal rows of Q S,  powerIterations times;  then the eigenvectors of Q S Q^T,
 *   S = sum (x - mean)(x - mean)^T
 *
 * It pays for many columns: r = components + oversampling directions cost 4 n d r (powerIterations + 1) operations, the
 * triangle of the covariance n d (d + 128). Below d = 4 r (powerIterations + 1) the exact method is the shorter way.
 *
 * `chunks` is gone through powerIterations + 1 times. Memory: d (components + oversampling).
 * Errors: as `fit`.
 * Source: Halko, Martinsson & Tropp, "Finding structure with randomness" (2011), algorithms 4.4 and 5.3.
 */
export const fitRandomized = (
  runtime: Runtime,
  key: Key,
  chunks: Iterable<Tensor>,
  { components, oversampling, powerIterations, whiten }: RandomizedSettings,
): E.Either<Failure, Pca> => {
  const d = widthOf(chunks);
  const fits = expectCount("components", components, { most: Math.max(1, d) });
  if (E.isLeft(fits)) return fits;
  const k = components!;
  const start = normal(runtime, key, [Math.min(d, k + oversampling), d], "float64");
  let q = orthonormalRows(runtime, Float64Array.from(start.data), d);
  let pivot: Float64Array | undefined;
  for (let power = 0; ; power++) {
    const gathered = momentsOfAll(runtime, (width) => E.right(sketch(q, width)), chunks, pivot);
    if (E.isLeft(gathered)) return gathered;
    ({ pivot } = gathered.right);
    if (power === powerIterations) return ritz(runtime, q, gathered.right, k, whiten);
    q = orthonormalRows(runtime, multiplied(q, gathered.right.moments), d);
    if (q.length < k * d) return E.left(tooFewDirections(k, q.length / d));
  }
};
