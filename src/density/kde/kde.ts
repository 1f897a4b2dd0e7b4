import { either as E, function as F } from "fp-ts";
import { finiteRows } from "../../core/points.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { type Bandwidth, bandwidthOf } from "./bandwidth.js";
import type { KernelShape } from "./shape.js";

/** A kernel density estimate, p(x) = sum_i w_i k(|x - x_i| / h) / (h^d int k): a value. */
export interface Kde {
  readonly shape: KernelShape;
  readonly bandwidth: number;
  /** (n, d), float64 */
  readonly points: Tensor;
  /** n positive numbers of sum 1. */
  readonly weights: ArrayLike<number>;
}

/** How a density is estimated. The weights, one a point, may have any sum; without them all points count alike. */
export interface KdeOptions {
  readonly shape: KernelShape;
  readonly bandwidth: Bandwidth;
  readonly weights?: ArrayLike<number>;
}

/** w / sum w */
const normalised = (weights: Float64Array, n: number): E.Either<Failure<"BadWeights">, Float64Array> => {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const bad = weights.find((w) => !(w >= 0)) ?? (total > 0 && total < Number.POSITIVE_INFINITY ? undefined : total);
  if (weights.length === n && bad === undefined) return E.right(weights.map((w) => w / total));
  return E.left(
    badData("BadWeights", "these are not weights of the points", {
      expected: `${n} non-negative numbers with a positive sum`,
      got: weights.length === n ? (bad === total ? `the sum ${total}` : String(bad)) : `${weights.length} numbers`,
    }),
  );
};

/**
 * The density estimate of points (n, d). A point of weight 0 is absent, and one of weight 2 is there twice.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `BadWeights` (also where there is no point), `BadBandwidth`, `NoSpread`.
 * Source: Silverman, Density Estimation for Statistics and Data Analysis (1986), 4.2.
 *
 * @example
 * const line = kde({ shape: "tophat", bandwidth: 0.5 })(tensor64([2, 1], [0, 1]));
 * E.map((estimate: Kde) => Array.from(estimate.weights))(line) // => E.right([0.5, 0.5])
 */
export const kde =
  ({ shape, bandwidth, weights }: KdeOptions) =>
  (points: Tensor): E.Either<Failure, Kde> =>
    F.pipe(
      E.Do,
      E.bind("rows", () => finiteRows("points", points)),
      E.bindW("all", () => {
        const n = points.shape[0]!;
        return normalised(weights === undefined ? new Float64Array(n).fill(1) : Float64Array.from(weights), n);
      }),
      E.bindW("h", ({ rows, all }) => bandwidthOf(bandwidth, rows, all, points.shape[1]!)),
      E.map(({ rows, all, h }) => {
        const d = points.shape[1]!;
        const present = all.filter((w) => w > 0);
        const kept = rows.filter((_, at) => all[Math.floor(at / d)]! > 0);
        return { shape, bandwidth: h, points: tensor([present.length, d], kept), weights: present };
      }),
    );
