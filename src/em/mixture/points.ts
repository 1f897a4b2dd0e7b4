import { either as E, function as F } from "fp-ts";
import { type Checked, checked, expectModel, expectNumbers, expectOptions, expectTensor } from "../../core/checks.js";
import { shapeMismatch } from "../../core/shape.js";
import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";

/** Data: n points in d dimensions, row by row; NaN is a value that is missing. */
export interface Points {
  readonly count: number;
  readonly d: number;
  readonly data: ReadonlyFloats;
  /** [n]: a point of weight w counts as w points, one of weight 0 not at all. */
  readonly weights: ArrayLike<number>;
}

const infinite = (i: number, d: number, value: number): Failure<"NotFinite"> =>
  badData("NotFinite", "a value is infinite", {
    where: `point ${Math.floor(i / d)}, coordinate ${i % d}`,
    expected: "finite numbers, or NaN where one is missing",
    got: String(value),
  });

const badWeights = (got: string): Failure<"BadWeights"> =>
  badData("BadWeights", "the weights do not weigh the points", {
    expected: "finite numbers from 0 on, one a point, not all 0",
    got,
  });

const weighted = (x: Tensor, weights: ArrayLike<number>): E.Either<Failure, Points> => {
  const [count, d] = x.shape;
  if (count === undefined || d === undefined || x.shape.length !== 2 || count === 0 || d === 0)
    return E.left(shapeMismatch("points are the rows of a matrix", [count || 1, d || 1], x.shape));
  if (weights.length !== count) return E.left(badWeights(`${weights.length} weights for ${count} points`));
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const w = weights[n]!;
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY)) return E.left(badWeights(`${w} for point ${n}`));
    sum += w;
    for (let i = n * d; w > 0 && i < (n + 1) * d; i++)
      if (Math.abs(x.data[i]!) === Number.POSITIVE_INFINITY) return E.left(infinite(i, d, x.data[i]!));
  }
  return sum > 0 ? E.right({ count, d, data: x.data, weights }) : E.left(badWeights("a sum of 0"));
};

/** Options of `points`. */
export interface PointsOptions {
  /** One a point, from 0 on; 1 each if absent. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Points from a matrix [n, d], with weights or all of weight 1. Float32 data are read as they are.
 *
 * Errors: `ShapeMismatch`; `NotFinite` where a point that counts has an infinite value; `BadWeights`; `BadOption`,
 * `BadArgument`.
 *
 * @example
 * E.isRight(points(tensor64([2, 1], [0.5, NaN]), { weights: [1, 2] })) // => true
 */
export const points = (x: Tensor, options: PointsOptions = {}): E.Either<Failure, Points> =>
  F.pipe(
    checked(undefined, expectTensor("the points", x), expectOptions(options, ["weights"])),
    E.map(() => options.weights ?? new Float64Array(x.shape[0] ?? 0).fill(1)),
    E.chainFirst((weights) => expectNumbers("weights", weights)),
    E.chain((weights) => weighted(x, weights)),
  );

/** Points, as `points` makes them. Errors: `BadArgument`. */
export const expectPoints = (set: unknown): Checked =>
  expectModel("the points", set, ["count", "d", "data", "weights"], "mixture.points");

/**
 * The weighted mean of what was observed, coordinate by coordinate: the pivot where none is prescribed.
 *
 * Errors: `NeverObserved` where a coordinate has no value in any point.
 */
export const meanOf = ({ count, d, data, weights }: Points): E.Either<Failure<"NeverObserved">, Float64Array> => {
  const mean = new Float64Array(d);
  for (let a = 0; a < d; a++) {
    let [total, sum] = [0, 0];
    for (let n = 0; n < count; n++) {
      const x = data[n * d + a]!;
      if (!(weights[n]! > 0) || Number.isNaN(x)) continue;
      total += weights[n]!;
      sum += weights[n]! * x;
    }
    if (total === 0)
      return E.left(
        badData("NeverObserved", "a coordinate is missing in every point", {
          where: `coordinate ${a}`,
          hint: "leave the coordinate out, or let the first chunk show it",
        }),
      );
    mean[a] = sum / total;
  }
  return E.right(mean);
};
