/**
 * Histograms: `fit` of numbers, `fit2d` of pairs.
 *
 * May use core. Begin with `fit`.
 */
import { either as E, function as F } from "fp-ts";
import { badOption, checked, expectNumbers, expectOptions, isNumbers } from "../core/checks.js";
import { expectShape } from "../core/shape.js";
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

/** How values are counted. */
export interface HistogramOptions {
  /** 10 if absent. */
  readonly bins?: Bins;
}

/** How pairs are counted. */
export interface Histogram2dOptions {
  /** Of both axes, or of each; 10 if absent. */
  readonly bins?: Bins | { readonly x: Bins; readonly y: Bins };
}

type Edges = E.Either<Failure, Float64Array>;

const badBins = (got: unknown): E.Either<Failure, never> =>
  badOption("bins", "an integer of 1 or more, or two or more rising edges", got);

const nothingCounted = badData("NothingCounted", "no value lies within the edges", {
  hint: "give other edges, or a number of bins",
});

/** More would not fit into memory. */
const mostBins = 2 ** 26;

/** n bins from the least to the largest value; around a single value, of total width 1. */
const evenEdges = (x: ArrayLike<number>, n: number): Edges => {
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

const rising = (edges: Float64Array): Edges => {
  const bad = edges.findIndex((edge, i) => !Number.isFinite(edge) || (i > 0 && !(edge > edges[i - 1]!)));
  if (edges.length < 2) return badBins(`${edges.length} edges`);
  return bad < 0 ? E.right(edges) : badBins(`${edges[bad]} for edge ${bad} of 0..${edges.length - 1}`);
};

const edgesOf = (bins: Bins, x: ArrayLike<number>): Edges => {
  if (isNumbers(bins)) return rising(Float64Array.from(bins));
  return Number.isSafeInteger(bins) && bins > 0 && bins <= mostBins ? evenEdges(x, bins) : badBins(bins);
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
const densityOf = (counts: Float64Array, sizeOf: (bin: number) => number): Edges => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? E.right(counts.map((count, bin) => count / (total * sizeOf(bin)))) : E.left(nothingCounted);
};

const width = (edges: Float64Array, bin: number): number => edges[bin + 1]! - edges[bin]!;

const isTwo = (bins: unknown): bins is { readonly x: Bins; readonly y: Bins } =>
  typeof bins === "object" && bins !== null && "x" in bins && "y" in bins;

/**
 * The histogram of some numbers. What lies outside the edges does not count, nor does NaN.
 *
 * Errors: `NothingCounted`; `BadOption`, `BadArgument`.
 *
 * @example
 * E.map((h: Histogram) => [...h.density])(fit([0.5, 1, 2], { bins: [0, 1, 2] })) // => E.right([1 / 3, 2 / 3])
 */
export const fit = (values: ArrayLike<number>, options: HistogramOptions = {}): E.Either<Failure, Histogram> =>
  F.pipe(
    checked(undefined, expectOptions(options, ["bins"]), expectNumbers("the values", values)),
    E.chainW(() => edgesOf(options.bins ?? 10, values)),
    E.chainW((edges) => {
      const counts = new Float64Array(edges.length - 1);
      const bin = binOf(edges);
      for (let i = 0; i < values.length; i++) {
        const at = bin(values[i]!);
        if (at >= 0) counts[at]! += 1;
      }
      return F.pipe(
        densityOf(counts, (at) => width(edges, at)),
        E.map((density) => ({ edges, counts, density })),
      );
    }),
  );

/**
 * The histogram of pairs (x_i, y_i).
 *
 * Errors: as `fit`; `ShapeMismatch` where x and y differ in length.
 *
 * @example
 * const pairs = fit2d([0, 4], [0, 2], { bins: { x: 2, y: [0, 1, 2] } });
 * E.map((h: Histogram2d) => [...h.counts.data])(pairs) // => E.right([1, 0, 0, 1])
 */
export const fit2d = (
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: Histogram2dOptions = {},
): E.Either<Failure, Histogram2d> =>
  F.pipe(
    checked(undefined, expectOptions(options, ["bins"]), expectNumbers("x", x), expectNumbers("y", y)),
    E.chainW(() => expectShape("x and y are not pairs", [x.length], [y.length])),
    E.map(() => options.bins ?? 10),
    E.map((bins) => (isTwo(bins) ? bins : { x: bins, y: bins })),
    E.bind("ex", (bins) => edgesOf(bins.x, x)),
    E.bind("ey", (bins) => edgesOf(bins.y, y)),
    E.chainW(({ ex, ey }) => {
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
