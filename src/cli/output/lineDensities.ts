/** Estimates of the density of numbers on a line, drawn: histograms, what their edges do, and kernels. */
import { either as E, function as F } from "fp-ts";
import type { Tensor } from "../../core/tensor.js";
import { fit as fitHistogram, type Histogram } from "../../density/histogram.js";
import { type Bandwidth, fit as fitKde, type Kde, type KdeKernel, logDensity } from "../../density/kde/index.js";
import { infer } from "../../em/mixture/infer.js";
import type { Mixture } from "../../em/mixture/theta.js";
import type { Failure } from "../../failure.js";
import {
  type Content,
  type DensityEstimate,
  densityEstimates,
  densityHistogram,
  type Interval,
  lineGrid,
  withRoom,
} from "../../plot/index.js";
import type { Runtime } from "../../wasm/runtime.js";

/** How the numbers are counted and smoothed, and what they are called. */
export interface LineDensitiesOptions {
  readonly name: string;
  /** Of the density that is drawn over the histogram. */
  readonly label: string;
  readonly bins: number;
  readonly kernel: KdeKernel;
  readonly bandwidth: Bandwidth;
  /** The numbers whose edges and kernels are shown; all if absent. */
  readonly few?: Tensor;
  /** Ten edges a seventh of the range beyond the numbers, if absent. */
  readonly edges?: ArrayLike<number>;
  /** By how much they are moved; 0.36 of the first bin if absent. */
  readonly shift?: number;
  /** Where the kernels are drawn; three bandwidths around the numbers if absent. */
  readonly domain?: Interval;
}

/** What is drawn of the numbers. */
export interface LineDensities {
  /** A histogram of area 1, under a density. */
  readonly histogram: Content;
  /** Two histograms of the same numbers, whose edges differ by a shift. */
  readonly edges: Content;
  /** Top-hats, half as wide, beside the kernel that is asked for. */
  readonly kernels: Content;
}

const exp = (log: Tensor): Float64Array => Float64Array.from(log.data, Math.exp);
const short = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

const extentOf = ({ data }: Tensor): Interval => [
  Array.from(data).reduce((a, b) => Math.min(a, b)),
  Array.from(data).reduce((a, b) => Math.max(a, b)),
];

const edgesBeyond = ([low, high]: Interval): ArrayLike<number> => {
  const width = (high - low) / 7 || 1;
  return lineGrid([low - width, high + width], { count: 10 }).data;
};

const underDensity = (runtime: Runtime, theta: Mixture, x: Tensor, { bins, name, label }: LineDensitiesOptions) =>
  F.pipe(
    E.Do,
    E.bind("counted", () => fitHistogram(x.data, { bins })),
    E.let("grid", ({ counted: { edges } }) => lineGrid(withRoom([edges[0]!, edges.at(-1)!], 0.1))),
    E.bind("found", ({ grid }) => infer(runtime, theta, grid)),
    E.map(({ counted: { edges, density }, grid, found }) =>
      densityHistogram(
        { edges, density, label: `${x.data.length} points in ${bins} bins` },
        { x: grid.data, density: exp(found.logDensity), label },
        name,
      ),
    ),
  );

const edgesMatter = (x: Tensor, { name, ...options }: LineDensitiesOptions): E.Either<Failure, Content> => {
  const { edges = edgesBeyond(extentOf(x)), shift = 0.36 * (edges[1]! - edges[0]!) } = options;
  const titles = ["some edges", `the same, moved by ${short(shift, 2)}`];
  const moved = Float64Array.from(edges, (edge) => edge + shift);
  const domain = [Math.min(edges[0]!, moved[0]!), Math.max(edges[edges.length - 1]!, moved.at(-1)!)] as const;
  return F.pipe(
    [edges, moved],
    E.traverseArray((bins: ArrayLike<number>) => fitHistogram(x.data, { bins })),
    E.map((both: readonly Histogram[]) => both.map(({ edges, density }) => ({ edges, density, points: x.data }))),
    E.map((both) =>
      densityEstimates(
        both.map((one, i) => ({ ...one, title: titles[i]! })),
        { name, domain },
      ),
    ),
  );
};

const ofKernels = (runtime: Runtime, x: Tensor, options: LineDensitiesOptions): E.Either<Failure, Content> => {
  const { kernel, bandwidth, name } = options;
  const estimate = (model: Kde, grid: Tensor, title: string): E.Either<Failure, DensityEstimate> =>
    E.map((log: Tensor) => ({
      ...{ title: `${title} ${short(model.bandwidth, 3)}`, x: grid.data, density: exp(log), points: x.data },
    }))(logDensity(runtime, model, grid));
  return F.pipe(
    E.Do,
    E.bind("smooth", () => fitKde(x, { kernel, bandwidth })),
    E.bind("flat", ({ smooth }) => fitKde(x, { kernel: "tophat", bandwidth: smooth.bandwidth / 2 })),
    E.let("domain", ({ smooth: { bandwidth: h } }): Interval => {
      const [low, high] = extentOf(x);
      return options.domain ?? [low - 3 * h, high + 3 * h];
    }),
    E.let("grid", ({ domain }) => lineGrid(domain)),
    E.bind("p", ({ flat, grid }) => estimate(flat, grid, "top-hat, half-width")),
    E.bind("q", ({ smooth, grid }) => estimate(smooth, grid, `${kernel}, bandwidth`)),
    E.map(({ domain, p, q }) => densityEstimates([p, q], { name, domain })),
  );
};

/**
 * Numbers x [n, 1] as a histogram under the density of a mixture, in bins whose edges are moved, and by kernels.
 *
 * Errors: those of `histogram.fit`, `kde.fit` and `mixture.infer`.
 */
export const lineDensities = (
  runtime: Runtime,
  theta: Mixture,
  x: Tensor,
  options: LineDensitiesOptions,
): E.Either<Failure, LineDensities> => {
  const { few = x } = options;
  return F.pipe(
    E.Do,
    E.bind("histogram", () => underDensity(runtime, theta, x, options)),
    E.bind("edges", () => edgesMatter(few, options)),
    E.bind("kernels", () => ofKernels(runtime, few, options)),
  );
};
