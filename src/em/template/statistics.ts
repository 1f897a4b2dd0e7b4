import type { monoid } from "fp-ts";
import { type Extents, shiftsOf } from "./extents.js";

/**
 * The sufficient statistics of an expectation over some images: sums, in float64, of pixels X less a fixed pivot.
 *
 *   count       K                                    shiftMass          A[d] = sum_k q[d, k]
 *   squares     sum_k sum_ij X_k[i, j]^2             faceSums           N_F[i, m] = sum_k sum_d q[d, k] X_k[i + dy, m + dx]
 *   entropy     -sum_k sum_d q log q                 backgroundSums     N_B[i, j] = the same over shifts that leave (i, j) out
 *   observed    number of observed pixels            faceWeights, backgroundWeights: the same sums of 1
 *
 * Only observed pixels count. The background's weights are sums of non-negative terms, never differences, so that a
 * pixel which is never background has the weight 0 exactly.
 */
export interface Statistics {
  readonly count: number;
  readonly observed: number;
  readonly squares: number;
  readonly entropy: number;
  readonly shiftMass: Float64Array;
  readonly faceSums: Float64Array;
  readonly faceWeights: Float64Array;
  readonly backgroundSums: Float64Array;
  readonly backgroundWeights: Float64Array;
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]!);

/** Statistics of several sets of images together, under addition. */
export const statisticsMonoid = (extents: Extents): monoid.Monoid<Statistics> => {
  const face = extents.faceHeight * extents.faceWidth;
  const picture = extents.height * extents.width;
  return {
    empty: {
      count: 0,
      observed: 0,
      squares: 0,
      entropy: 0,
      shiftMass: new Float64Array(shiftsOf(extents).count),
      faceSums: new Float64Array(face),
      faceWeights: new Float64Array(face),
      backgroundSums: new Float64Array(picture),
      backgroundWeights: new Float64Array(picture),
    },
    concat: (a, b) => ({
      count: a.count + b.count,
      observed: a.observed + b.observed,
      squares: a.squares + b.squares,
      entropy: a.entropy + b.entropy,
      shiftMass: sum(a.shiftMass, b.shiftMass),
      faceSums: sum(a.faceSums, b.faceSums),
      faceWeights: sum(a.faceWeights, b.faceWeights),
      backgroundSums: sum(a.backgroundSums, b.backgroundSums),
      backgroundWeights: sum(a.backgroundWeights, b.backgroundWeights),
    }),
  };
};
