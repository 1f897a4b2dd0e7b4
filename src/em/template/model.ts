import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../failure.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Latent } from "../latent.js";
import type { EmModel } from "../model.js";
import { accumulate, statisticsMonoid, type TemplateStatistics } from "./expect.js";
import { type PreparedImages, prepare } from "./frames.js";
import { expectImages, type Images } from "./images.js";
import { maximise, residual } from "./maximise.js";
import { inference } from "./posterior.js";
import { checkExtents, checkTemplate, randomStart, shifted, type Template, type TemplateExtents } from "./theta.js";

/** The size of the face in the pictures. */
export interface FaceSize {
  readonly faceWidth: number;
  /** The height of the picture if absent: shifts to the side only. */
  readonly faceHeight?: number | undefined;
}

/** The extents of a face in some images. */
export const extentsIn = (images: Images, { faceHeight = images.height, faceWidth }: FaceSize): TemplateExtents => {
  const { height, width } = images;
  return { height, width, faceHeight, faceWidth };
};

/** The pivot where none is prescribed: the mean, rounded, which keeps integer pixels exact. */
export const pivotOf = ({ range }: Images): number => Math.round(range.mean);

/** What a fit has settled before it begins. */
export interface TemplateSetting {
  readonly extents: TemplateExtents;
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
  (theta: Template, stats: TemplateStatistics): number => {
    const { face, background, noise, logPrior, logScale } = shifted(workspace, theta, pivot);
    let prior = 0;
    for (let d = 0; d < logPrior.length; d++)
      if (stats.shiftMass[d]! / stats.count > 0) prior += stats.shiftMass[d]! * logPrior[d]!;
    const squares = residual(stats, face, background);
    return prior - stats.observed * logScale - squares / (2 * noise * noise) + stats.entropy;
  };

/** The hidden template as a latent-variable model, in a workspace: what EM folds. */
export const templateLatent = (
  workspace: Workspace,
  { extents, pivot, hard }: TemplateSetting,
): Latent<Template, PreparedImages, TemplateStatistics> => ({
  stats: statisticsMonoid(extents),
  expect: (theta, prepared) =>
    workspace.arena.scope(() => {
      const { infer } = inference(prepared, extents, shifted(workspace, theta, pivot), hard);
      return accumulate(prepared, extents, infer);
    }),
  maximise: maximise(extents, pivot),
  bound: bound(workspace, pivot),
});

/**
 * The hidden template as a model that `em.fit` takes, on `Images` in one piece or in chunks.
 *
 *   X_k = M^d + s * noise,   M^d = B with F pasted at shift d,   p(d) = a[d]
 *
 * Errors, of a fit: `FaceTooLarge`, `EmptyFace`; `ShapeMismatch` of a start or position; `NoiseCollapsed`.
 *
 * @example
 * const set = images({ shape: [1, 3, 2], data: [0, 5, 9, 0, 0, 1] });
 * const fitted = E.chain((all) => em.fit(runtime, key(1), model({ faceWidth: 1 }), all, { iterations: 2 }))(set);
 * E.map(({ theta }) => theta.prior.shape)(fitted) // => E.right([3])
 */
export const model =
  (options: FaceSize): EmModel<Template, Images, TemplateStatistics, PreparedImages> =>
  ({ runtime, workspace, first, hard }) =>
    F.pipe(
      expectImages(first),
      E.chain((): E.Either<Failure, TemplateExtents> => checkExtents(extentsIn(first, options ?? {}))),
      E.map((extents) => {
        const pivot = pivotOf(first);
        return {
          ...templateLatent(workspace, { extents, pivot, hard }),
          start: (key) => randomStart(runtime, key, extents),
          prepare: (images) => prepare(workspace, images, pivot),
          check: (theta) => checkTemplate(extents, theta),
        };
      }),
    );
