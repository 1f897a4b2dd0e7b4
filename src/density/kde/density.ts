import { either as E, function as F } from "fp-ts";
import { checked, expectRuntime, expectTensor } from "../../core/checks.js";
import { finiteRows } from "../../core/points.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Kernels } from "../../wasm/abi/index.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { expectKde, type Kde } from "./fit.js";
import { type KdeKernel, logNorm } from "./kernel.js";

/** The sum over pairs of a shape, what it takes for bandwidth, and whether for weights their logarithms. */
interface Sum {
  readonly kernel: keyof Pick<
    Kernels,
    "pairGaussian" | "pairExponential" | "pairTopHat" | "pairEpanechnikov" | "pairLinear" | "pairCosine"
  >;
  readonly scale: (h: number) => number;
  readonly logarithms: boolean;
}

const inside = (kernel: Sum["kernel"]): Sum => ({ kernel, scale: (h) => h * h, logarithms: false });

const sums: Readonly<Record<KdeKernel, Sum>> = {
  gaussian: { kernel: "pairGaussian", scale: (h) => 0.5 / (h * h), logarithms: true },
  exponential: { kernel: "pairExponential", scale: (h) => 1 / h, logarithms: true },
  tophat: inside("pairTopHat"),
  epanechnikov: inside("pairEpanechnikov"),
  linear: inside("pairLinear"),
  cosine: inside("pairCosine"),
};

/** Lanes run over points, four at a time. */
const padded = (n: number): number => Math.ceil(n / 4) * 4;

/** Points dimension by dimension, and weights or their logarithms; filled up with points of weight 0. */
const put = ({ arena }: Workspace, { points, weights }: Kde, logarithms: boolean) => {
  const [n, d] = [points.shape[0]!, points.shape[1]!];
  const length = padded(n);
  const columns = new Float64Array(d * length);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) columns[j * length + i] = points.data[i * d + j]!;
  const masses = new Float64Array(length).fill(logarithms ? Number.NEGATIVE_INFINITY : 0);
  for (let i = 0; i < n; i++) masses[i] = logarithms ? Math.log(weights[i]!) : weights[i]!;
  return { length, points: arena.put64(columns), weights: arena.put64(masses) };
};

const evaluate = (workspace: Workspace, model: Kde, queries: Float64Array): Float64Array => {
  const { kernels, arena } = workspace;
  const d = model.points.shape[1]!;
  const m = queries.length / d;
  const { kernel, scale, logarithms } = sums[model.kernel];
  const { length, points, weights } = put(workspace, model, logarithms);
  const at: Pointer = arena.put64(queries);
  const out = arena.alloc64(m);
  const scratch = arena.alloc(kernels.pairScratch());
  kernels[kernel](out, at, points, weights, scratch, 0, m, length, d, scale(model.bandwidth));
  const norm = d * Math.log(model.bandwidth) + logNorm(model.kernel, d);
  return arena.f64(out, m).map((logSum) => logSum - norm);
};

/**
 * log p at queries (m, d): m numbers, in nats, -Infinity outside every support. All pairs are summed, in float64; the
 * unbounded kernels as log-sum-exp, so that far tails do not underflow.
 *
 * Within (d + 16) 2^-53 of the largest exponent |x - x_i|^2 / 2h^2 that matters, absolute.
 * Errors: `ShapeMismatch`, `NotFinite`, `BadArgument`.
 *
 * @example
 * const box = { kernel: "tophat", bandwidth: 0.5, points: tensor64([1, 1], [0]), weights: [1] };
 * E.map(({ data }) => Array.from(data, Math.exp))(logDensity(runtime, box, tensor64([1, 1], [2]))) // => E.right([0])
 */
export const logDensity = (runtime: Runtime, model: Kde, queries: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectKde(model), expectTensor("the queries", queries)),
    E.chainW(() => finiteRows("queries", queries, model.points.shape[1]!)),
    E.map((rows) => runtime.using((workspace) => tensor([queries.shape[0]!], evaluate(workspace, model, rows)))),
  );
