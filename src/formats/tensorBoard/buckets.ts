import type { ReadonlyFloats } from "../../core/tensor.js";

/** What TensorBoard draws of many values: how many there are below each limit and not below the one before. */
export interface Buckets {
  /** Of the values; of none, the largest double and its negative. */
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper limits, rising; a bucket does not hold its own limit. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** TensorFlow's limits: 1e-12 times powers of 1.1 up to 1e20 and the largest double; the same below zero; zero. */
const limits: Float64Array = (() => {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  return Float64Array.of(...positive.map((limit) => -limit).reverse(), 0, ...positive);
})();

/** The first limit above a value. The last one is above all but the largest double itself, which is counted under it. */
const bucketOf = (value: number): number => {
  let [low, high] = [0, limits.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < limits[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** A run of empty buckets is one empty bucket: its last limit is where the next one begins. */
const withoutRuns = (counts: Float64Array): Pick<Buckets, "limits" | "counts"> => {
  const kept = [...counts.keys()].filter((i) => counts[i] !== 0 || counts[i + 1] !== 0);
  return { limits: kept.map((i) => limits[i]!), counts: kept.map((i) => counts[i]!) };
};

/**
 * Counts values between TensorFlow's limits. What is not finite has no bucket there and is left out.
 *
 * Source: TensorFlow, core/lib/histogram/histogram.cc.
 *
 * @example
 * const { num, sum, counts } = bucketsOf(Float64Array.of(0.5, 0.5, -2, Number.NaN));
 * ;[num, sum, counts] // => [3, -1, [0, 1, 0, 2, 0]]
 */
export const bucketsOf = (values: ReadonlyFloats): Buckets => {
  const counts = new Float64Array(limits.length);
  let [num, sum, sumSquares, min, max] = [0, 0, 0, Number.MAX_VALUE, -Number.MAX_VALUE];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    counts[bucketOf(value)]! += 1;
    num += 1;
    sum += value;
    sumSquares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max, num, sum, sumSquares, ...withoutRuns(counts) };
};
