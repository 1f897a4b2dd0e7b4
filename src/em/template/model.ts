import type { Workspace } from "../../wasm/runtime.js";
import type { Latent } from "../latent.js";
import { accumulate } from "./accumulate.js";
import type { Batch } from "./batch.js";
import type { Extents } from "./extents.js";
import { maximise, residual } from "./maximise.js";
import { inference } from "./posterior.js";
import { shifted } from "./shifted.js";
import { type Statistics, statisticsMonoid } from "./statistics.js";
import type { Template } from "./theta.js";

/** How a template is fitted. */
export interface TemplateOptions {
  readonly extents: Extents;
  /** Subtracted from every pixel; the same for all chunks. Near the mean it keeps sums of squares small. */
  readonly pivot: number;
  /** One-hot responsibilities: MAP instead of the posterior. */
  readonly hard: boolean;
}

/**
 * The bound of theta, from the statistics of any q:
 *
 *   L = sum_d A[d] log a[d] - n log(s sqrt(2 pi)) - residual / (2 s^2) + H(q)
 *
 * A shift whose share A[d] / K is 0 adds 0, as an A[d] of 0 does: the M-step has made its a[d] = 0 of a mass that is
 * there, but below any float's share.
 */
const bound =
  (workspace: Workspace, pivot: number) =>
  (theta: Template, stats: Statistics): number => {
    const { face, background, noise, logPrior, logScale } = shifted(workspace, theta, pivot);
    let prior = 0;
    for (let d = 0; d < logPrior.length; d++)
      if (stats.shiftMass[d]! / stats.count > 0) prior += stats.shiftMass[d]! * logPrior[d]!;
    const squares = residual(stats, face, background);
    return prior - stats.observed * logScale - squares / (2 * noise * noise) + stats.entropy;
  };

/**
 * The hidden template as a latent-variable model: what `em` folds.
 *
 * Chunks are batches prepared in `workspace`.
 */
export const templateModel = (
  workspace: Workspace,
  { extents, pivot, hard }: TemplateOptions,
): Latent<Template, Batch, Statistics> => ({
  stats: statisticsMonoid(extents),
  expect: (theta, batch) =>
    batch.use((prepared) =>
      workspace.arena.scope(() => {
        const { infer } = inference(prepared, extents, shifted(workspace, theta, pivot), hard);
        return accumulate(prepared, extents, infer);
      }),
    ),
  maximise: maximise(extents, pivot),
  bound: bound(workspace, pivot),
});
