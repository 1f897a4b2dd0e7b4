import { either as E } from "fp-ts";
import { countRows } from "../../core/points.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure, numerical } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type Moments, momentsMonoid, momentsOf, type Products } from "./moments.js";

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
export interface ShiftedMoments {
  readonly pivot: Float64Array;
  readonly moments: Moments;
}

const tooFewRows = (got: string): Failure<"TooFewRows"> =>
  badData("TooFewRows", "that is too little data", { expected: "two rows or more", got });

/** Goes through the chunks once: the sum of the moments monoid, about a known pivot or that of the first chunk. */
export const momentsOfAll = (
  runtime: Runtime,
  productsOf: (d: number) => Products,
  chunks: Iterable<Tensor>,
  known?: Float64Array,
): E.Either<Failure, ShiftedMoments> => {
  let all: ShiftedMoments | undefined;
  for (const chunk of chunks) {
    const counted = countRows("the chunk", chunk);
    if (E.isLeft(counted)) return counted;
    const pivot: Float64Array = all?.pivot ?? known ?? pivotOf(chunk);
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
