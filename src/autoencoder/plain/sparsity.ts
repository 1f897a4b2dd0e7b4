/**
 * The penalty that keeps most units of a code near 0. Of a code z it reads how active each unit is,
 * a = 2 (sigmoid|z| - 1/2): the L1 norm of that, or the divergence of a wanted rate from its means.
 *
 * Source: Ng, "Sparse autoencoder", CS294A lecture notes (2011), for the divergence.
 */
import * as t from "io-ts";
import { NonNegative, Positive } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import type { CompiledLayer, PassContext, Pointers } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Penalty } from "../reconstruction.js";

const Rate = t.refinement(Positive, (rate) => rate < 1, "a number between 0 and 1");

/**
 * A penalty as data; `weight` is what it counts beside the reconstruction.
 *
 *   l1   the mean of a over units and examples
 *   kl   KL(Bernoulli(target) || Bernoulli(q)) of the mean activities q, averaged: q of each example over its "units",
 *        or q of each unit over the "examples" of the batch
 */
export const Sparsity = t.union([
  t.readonly(t.strict({ kind: t.literal("l1"), weight: NonNegative })),
  t.readonly(
    t.strict({
      kind: t.literal("kl"),
      weight: NonNegative,
      target: Rate,
      average: t.keyof({ units: null, examples: null }),
    }),
  ),
]);
export type Sparsity = t.TypeOf<typeof Sparsity>;
type ToTarget = Extract<Sparsity, { readonly kind: "kl" }>;

/** How much the penalty counts; 0.01 if absent. */
export interface L1SparsityOptions {
  readonly weight?: number;
}

/**
 * The L1 penalty.
 *
 * @example
 * l1Sparsity() // => { kind: "l1", weight: 0.01 }
 */
export const l1Sparsity = ({ weight = 0.01 }: L1SparsityOptions = {}): Sparsity => ({ kind: "l1", weight });

/** The target rate (0.1), how much the divergence counts (0.1), and over what activities are averaged ("units"). */
export type KlSparsityOptions = Partial<Omit<ToTarget, "kind">>;

/**
 * The divergence from a target rate.
 *
 * @example
 * klSparsity({ target: 0.05 }) // => { kind: "kl", weight: 0.1, target: 0.05, average: "units" }
 */
export const klSparsity = (options: KlSparsityOptions = {}): Sparsity => ({
  kind: "kl",
  weight: 0.1,
  target: 0.1,
  average: "units",
  ...options,
});

/** The activities of a batch: m examples of n units. */
interface Activities {
  readonly at: Pointer;
  readonly m: number;
  readonly n: number;
}

/** Gives every activity the value of its mean: the example's, or the unit's. */
const spread = (
  { kernels, arena }: Workspace,
  da: Pointer,
  values: Float32Array,
  { m, n }: Activities,
  of: ToTarget["average"],
): void => {
  if (of === "units") for (let i = 0; i < m; i++) kernels.fill32(da + 4 * i * n, n, values[i]!);
  else {
    kernels.fill32(da, m * n, 0);
    kernels.addRow32(da, da, arena.put32(values), m, n);
  }
};

/**
 * The mean of KL(p || q_k) over the mean activities q_k: the cross-entropy of q_k with p less the entropy of p, so that
 * its bounds are those of the cross-entropy.
 */
const towards = (
  workspace: Workspace,
  { target, weight, average }: ToTarget,
  da: Pointer,
  activities: Activities,
): number => {
  const { kernels, arena } = workspace;
  const { at, m, n } = activities;
  const [means, each] = average === "units" ? [m, n] : [n, m];
  const sums = arena.alloc32(means);
  if (average === "units") kernels.rowSums32(sums, at, m, n);
  else kernels.columnSums32(sums, at, m, n, 0, n);

  // A row each.
  const bce = loss("bce", { shapes: [[1]], precision: "float64" });
  const q = arena.put64([...arena.f32(sums, means)].map((sum) => sum / each));
  const targets = arena.put64(new Float64Array(means).fill(target));
  const { value, dy } = bce({ workspace, batch: means }, [q], targets, weight / (means * each));
  spread(workspace, da, Float32Array.from(arena.f64(dy[0]!, means)), activities, average);
  const entropy = bce({ workspace, batch: 1 }, [targets], targets, 0).value;
  return value / means - entropy;
};

/** The penalty of activities without its weight; into `da`, of their size, its gradient times the weight. */
const penalty = (workspace: Workspace, sparsity: Sparsity, da: Pointer, activities: Activities): number => {
  if (sparsity.kind === "kl") return towards(workspace, sparsity, da, activities);
  const { kernels } = workspace;
  const count = activities.m * activities.n;
  kernels.fill32(da, count, sparsity.weight / count);
  return kernels.sum32(activities.at, count) / count;
};

/** The penalty of the codes z of a batch without its weight, and its gradient times the weight, to be asked for once. */
export const penalise = (run: PassContext, active: CompiledLayer, sparsity: Sparsity, z: Pointers): Penalty => {
  const { workspace, batch: m } = run;
  const n = size(active.shapes[0]!);
  const { y, pullback } = active.forward(run, z);
  const da = workspace.arena.alloc32(m * n);
  const value = penalty(workspace, sparsity, da, { at: y[0]!, m, n });
  return { value, dz: () => pullback([da], { params: null, input: true })[0]! };
};
