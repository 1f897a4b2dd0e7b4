import { either as E, function as F } from "fp-ts";
import { type Tensor, tensor } from "../core/tensor.js";
import { badData, type Failure } from "../failure.js";

/** Where the bins lie along an axis: their number, evenly from the least to the largest value, or their n + 1 edges. */
export type Bins = number | ArrayLike<number>;

/** Counts and density of n bins. Bin i is [edges_i, edges_i+1), the last one closed. */
export interface Histogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** count / (sum of counts * width): its integral over the edges is 1. */
  readonly density: Float64Array;
}

/** The same over rectangles. */
export interface Histogram2d {
  readonly edges: readonly [Float64Array, Float64Array];
  /** (bins of x, bins of y) */
  readonly counts: Tensor;
  readonly density: Tensor;
}

/** Why there is no histogram: edges that do not rise or a number of bins that is none; or no value to count. */
export type NoHistogram = Failure<"BadBins" | "NothingCounted">;

const badBins = (got: string): NoHistogram =>
  badData("BadBins", "these are not bins", { expected: "a positive integer, or two or more rising edges", got });

const nothingCounted: NoHistogram = badData("NothingCounted", "no value lies within the edges", {
  hint: "give other edges, or a number of bins",
});

/** n bins from the least to the largest value; around a single value, of total width 1. */
const evenEdges = (x: ArrayLike<number>, n: number): E.Either<NoHistogram, Float64Array> => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < low) low = x[i]!;
    if (x[i]! > high) high = x[i]!;
  }
  if (low > high) return E.left(nothingCounted);
  const half = low === high ? 0.5 : 0;
  const [from, to] = [low - half, high + half];
  const edges = Float64Array.from({ length: n + 1 }, (_, i) => (i === n ? to : from + i * ((to - from) / n)));
  return rising(edges);
};

const rising = (edges: Float64Array): E.Either<NoHistogram, Float64Array> => {
  const bad = edges.findIndex((edge, i) => !Number.isFinite(edge) || (i > 0 && !(edge > edges[i - 1]!)));
  if (edges.length < 2) return E.left(badBins(`${edges.length} edges`));
  return bad < 0 ? E.right(edges) : E.left(badBins(`${edges[bad]} for edge ${bad} of 0..${edges.length - 1}`));
};

const edgesOf = (bins: Bins, x: ArrayLike<number>): E.Either<NoHistogram, Float64Array> => {
  if (typeof bins !== "number") return rising(Float64Array.from(bins));
  return Number.isSafeInteger(bins) && bins > 0 ? evenEdges(x, bins) : E.left(badBins(String(bins)));
};

/** The bin of a value, by halving; -1 outside, also for NaN. */
const binOf =
  (edges: Float64Array) =>
  (x: number): number => {
    const n = edges.length - 1;
    if (!(x >= edges[0]! && x <= edges[n]!)) return -1;
    let [low, high] = [0, n - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle]! <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  };

/** counts / (sum of counts * size of the bin) */
const densityOf = (counts: Float64Array, sizeOf: (bin: number) => number): E.Either<NoHistogram, Float64Array> => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? E.right(counts.map((count, bin) => count / (total * sizeOf(bin)))) : E.left(nothingCounted);
};

const width = (edges: Float64Array, bin: number): number => edges[bin + 1]! - edges[bin]!;

/**
 * The histogram of some numbers. What lies outside the edges does not count, nor does NaN.
 *
 * Errors: `BadBins`; `NothingCounted`.
 *
 * @example
 * E.map((h: Histogram) => [...h.density])(histogram([0, 1, 2])([0.5, 1, 2])) // => E.right([1 / 3, 2 / 3])
 */
export const histogram =
  (bins: Bins) =>
  (x: ArrayLike<number>): E.Either<NoHistogram, Histogram> =>
    F.pipe(
      edgesOf(bins, x),
      E.chain((edges) => {
        const counts = new Float64Array(edges.length - 1);
        const bin = binOf(edges);
        for (let i = 0; i < x.length; i++) {
          const at = bin(x[i]!);
          if (at >= 0) counts[at]! += 1;
        }
        return F.pipe(
          densityOf(counts, (at) => width(edges, at)),
          E.map((density) => ({ edges, counts, density })),
        );
      }),
    );

/**
 * The histogram of pairs (x_i, y_i). Throws a RangeError where x and y differ in length.
 *
 * Errors: as `histogram`.
 *
 * @example
 * E.map((h: Histogram2d) => [...h.counts.data])(histogram2d(2, [0, 1, 2])([0, 4], [0, 2])) // => E.right([1, 0, 0, 1])
 */
export const histogram2d =
  (xBins: Bins, yBins: Bins) =>
  (x: ArrayLike<number>, y: ArrayLike<number>): E.Either<NoHistogram, Histogram2d> => {
    if (x.length !== y.length) throw new RangeError(`${x.length} values and ${y.length} are not pairs`);
    return F.pipe(
      E.Do,
      E.bind("ex", () => edgesOf(xBins, x)),
      E.bind("ey", () => edgesOf(yBins, y)),
      E.chain(({ ex, ey }) => {
        const [rows, columns] = [ex.length - 1, ey.length - 1];
        const counts = new Float64Array(rows * columns);
        const [binX, binY] = [binOf(ex), binOf(ey)];
        for (let i = 0; i < x.length; i++) {
          const [row, column] = [binX(x[i]!), binY(y[i]!)];
          if (row >= 0 && column >= 0) counts[row * columns + column]! += 1;
        }
        const area = (at: number) => width(ex, Math.floor(at / columns)) * width(ey, at % columns);
        return F.pipe(
          densityOf(counts, area),
          E.map((density) => ({
            edges: [ex, ey] as const,
            counts: tensor([rows, columns], counts),
            density: tensor([rows, columns], density),
          })),
        );
      }),
    );
  };
