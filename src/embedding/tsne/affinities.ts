import { either as E, function as F } from "fp-ts";
import { checked, expectOptions, expectRuntime } from "../../core/checks.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { checkData } from "./checks.js";
import { floats, putPoints, type StoredPoints, strideOf, type TsneFloats } from "./memory.js";

/** How near points are to each other, as probabilities of pairs. */
export interface Affinities {
  /** P: [n, n], symmetric, 0 on the diagonal; sums to 1. */
  readonly p: Tensor;
  /** beta_i: [n], in one over squared units of the data. */
  readonly precisions: Tensor;
}

/** log(k) by the kernel: the same bits on every engine. */
export const logOf = ({ kernels, arena }: Workspace, k: number): number =>
  arena.scope(() => {
    const at = arena.put64([k]);
    kernels.mapLog64(at, at, 1);
    return arena.f64(at, 1)[0]!;
  });

/** Where affinities lie: n rows of p, and n float64 of beta. */
export interface StoredPairs {
  readonly p: Pointer;
  readonly beta: Pointer;
}

/**
 * p(j | i) for each point i and its neighbours j, and beta_i. The points are in float64; where both are the same block,
 * a point is not its own neighbour.
 */
export const conditional = (
  { workspace, conditional: kernel }: TsneFloats,
  { p, beta }: StoredPairs,
  x: StoredPoints,
  neighbours: StoredPoints,
  perplexity: number,
): void =>
  workspace.arena.scope(() => {
    const { at, count, stride } = neighbours;
    const self = x.at === at ? 1 : 0;
    const row = workspace.arena.alloc64(stride);
    const entropy = logOf(workspace, perplexity);
    kernel(p, beta, x.at, x.stride, at, count, stride, x.dims, entropy, self, row, 0, x.count);
  });

/** P of the points x, [n, d], in the current scope of the arena. */
export const joint = (own: TsneFloats, x: Tensor, perplexity: number): StoredPairs => {
  const { workspace } = own;
  const n = x.shape[0]!;
  const stride = strideOf(n);
  const pairs = { p: workspace.arena.alloc(own.bytes * n * stride), beta: workspace.arena.alloc64(n) };
  workspace.arena.scope(() => {
    const points = putPoints(floats(workspace, "float64"), x);
    conditional(own, pairs, points, points, perplexity);
  });
  own.joint(pairs.p, n, stride, 0, n);
  return pairs;
};

/** Copies P out of memory: [n, n], without what stands for no pair. */
export const takePairs = (own: TsneFloats, { p }: StoredPairs, n: number): Tensor => {
  const stride = strideOf(n);
  const out = new Float64Array(n * n);
  const rows = own.view(p, n * stride);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = i === j ? 0 : rows[i * stride + j]!;
  return tensor([n, n], out);
};

/** Copies P, [n, n], into memory, -1 where there is no pair. */
export const putPairs = (own: TsneFloats, p: Tensor, n: number): Pointer => {
  const stride = strideOf(n);
  const at = own.workspace.arena.alloc(own.bytes * n * stride);
  const rows = own.view(at, n * stride).fill(-1);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) rows[i * stride + j] = p.data[i * n + j]!;
  return at;
};

/**
 * Affinities of the rows of x, [n, d], in float64:
 *
 *   P_ij = (p(j | i) + p(i | j)) / 2n,   p(j | i) = exp(-beta_i |x_i - x_j|^2) / sum over l,
 *   H(p(. | i)) = log(perplexity)
 *
 * to 1e-10 nats; each pair at least 2.2e-16, as in scikit-learn. A point with more duplicates than that has no such
 * beta_i: its duplicates share p(. | i).
 *
 * perplexity: how many neighbours a point has, in effect; 30 if absent.
 * Errors: `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`; `BadOption`, `BadArgument`.
 * Source: van der Maaten and Hinton, "Visualizing data using t-SNE" (2008).
 */
export const affinities = (
  runtime: Runtime,
  x: Tensor,
  options: { readonly perplexity?: number } = {},
): E.Either<Failure, Affinities> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectOptions(options, ["perplexity"])),
    E.map(() => options.perplexity ?? 30),
    E.bindTo("perplexity"),
    E.bind("n", ({ perplexity }) => checkData(x, perplexity, "float64", () => "exact")),
    E.map(({ perplexity, n }) =>
      runtime.using((workspace) => {
        const own = floats(workspace, "float64");
        const pairs = joint(own, x, perplexity);
        const precisions = tensor([n], own.workspace.arena.f64(pairs.beta, n).slice());
        return { p: takePairs(own, pairs, n), precisions };
      }),
    ),
  );
