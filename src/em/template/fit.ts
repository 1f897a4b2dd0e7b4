import { either as E } from "fp-ts";
import { checked } from "../../core/checks.js";
import type { Computation } from "../../core/computation.js";
import type { Key } from "../../core/key.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { EmData } from "../chunks.js";
import { type BestStart, type DrivenFit, driveSteps, type EmProgress, type OpenFit } from "../driver.js";
import type { Fit } from "../fold.js";
import { type EmOptions, emSettings, type Observing, runObserved } from "../options.js";
import type { EmPosition } from "../starts.js";
import type { TemplateStatistics } from "./expect.js";
import type { PreparedImages } from "./frames.js";
import type { Images } from "./images.js";
import { extentsIn, type FaceSize, model, pivotOf } from "./model.js";
import { responsibilities, tableShape } from "./posterior.js";
import {
  expectSchedule,
  type ScheduleOptions,
  type StageProgress,
  schedulePlan,
  type TemplateNotes,
} from "./schedule.js";
import { shifted, type Template, type TemplateExtents } from "./theta.js";

/**
 * How a template is fitted: the width of the face, and what has a default. At most 50 iterations on all images, until
 * the bound rises by less than 0.001 nats.
 */
export interface TemplateOptions extends EmOptions<Template, TemplateNotes>, FaceSize, ScheduleOptions {}

/** Where a fit of a template is: plain data, from which it resumes as if it had never stopped. */
export type TemplatePosition = EmPosition<Template, TemplateNotes>;

/** Told after each iteration. */
export interface TemplateProgress extends EmProgress<Template, TemplateStatistics, TemplateNotes>, StageProgress {}

/** The best of several starts, with what its schedule found on the way. */
export interface TemplateFit extends Fit<Template>, TemplateNotes, BestStart {
  /** q[d, k] of the final template: [D, K], or [Dy, Dx, K] for a face lower than the picture. */
  readonly posterior: Tensor;
}

type Open = OpenFit<Template, Images, TemplateStatistics, PreparedImages>;

/** Tables side by side, image after image. */
const joined = (extents: TemplateExtents, tables: readonly Tensor[]): Tensor => {
  const counts = tables.map(({ shape }) => shape.at(-1)!);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const [first] = tables;
  if (tables.length === 1) return first!;
  const shifts = first!.data.length / counts[0]!;
  const data = new Float64Array(shifts * all);
  let at = 0;
  for (const [i, table] of tables.entries()) {
    const count = counts[i]!;
    for (let d = 0; d < shifts; d++)
      for (let k = 0; k < count; k++) data[d * all + at + k] = table.data[d * count + k]!;
    at += count;
  }
  return tensor(tableShape(extents, all), data);
};

/** The responsibilities of the best template, on all chunks. */
const posteriorOf = ({ setting, chunks }: Open, options: TemplateOptions, theta: Template): Tensor => {
  const { first, workspace, hard } = setting;
  const extents = extentsIn(first, options);
  const less = shifted(workspace, theta, pivotOf(first));
  return joined(
    extents,
    Array.from(chunks, ({ use }) => use((prepared) => responsibilities(prepared, extents, less, hard))),
  );
};

const templateFit = (
  options: TemplateOptions,
): DrivenFit<Template, Images, TemplateStatistics, PreparedImages, TemplateNotes, StageProgress, TemplateFit> => ({
  model: model(options),
  plan: (open) => schedulePlan(extentsIn(open.setting.first, options), options, open),
  finish: (open, best) => ({ ...best, posterior: posteriorOf(open, options, best.theta) }),
});

/**
 * `fit`, one iteration at a time: yields where it is, returns the fit.
 *
 * `from` of the options: a position of an earlier fit with the same key, images and options; it resumes there.
 *
 * Errors: as `fit`; `ShapeMismatch` where the position is of another size.
 */
export function* fitSteps(
  runtime: Runtime,
  key: Key,
  images: EmData<Images>,
  options: TemplateOptions,
): Computation<TemplateProgress, TemplateFit> {
  const asked = E.chain(() => checked(options, expectSchedule(options)))(
    emSettings(options, ["faceWidth", "faceHeight", "schedule", "schedulePrior"]),
  );
  if (E.isLeft(asked)) return asked;
  const { faceWidth: _, faceHeight: __, schedule: ___, schedulePrior: ____, iterations = 50, ...rest } = options;
  return yield* driveSteps(runtime, key, templateFit(options), images, { ...rest, iterations });
}

/**
 * Finds the face, the background, the noise and the prior over shifts in images, of which each shows the face at a place
 * of its own. `observe` of the options is told of each iteration.
 *
 * key: of the random starts. The same key gives the same bits. images: in one piece, or in chunks for data larger than
 * memory, each prepared, summed up and given up once an iteration.
 *
 * Errors: `FaceTooLarge`, `EmptyFace`, `BadOption`, `BadArgument`; `ShapeMismatch` of a start; `OnlyOnce`, `NoChunks`;
 * where every start fails, the failure of the first (`NoiseCollapsed`, ...).
 *
 * @example
 * const stack = { shape: [1, 6, 4], data: [9, 1, 0, 1, 8, 0, 1, 1, 0, 9, 0, 0, 1, 8, 1, 0, 0, 1, 9, 1, 1, 0, 8, 9] };
 * const fitted = E.chain((all) => fit(runtime, key(1), all, { faceWidth: 2, restarts: 3 }))(images(stack));
 * E.map(({ posterior, bounds }) => [posterior.shape, bounds.length])(fitted) // => E.right([[5, 4], 3])
 */
export const fit = (
  runtime: Runtime,
  key: Key,
  images: EmData<Images>,
  options: TemplateOptions & Observing<TemplateProgress>,
): E.Either<Failure, TemplateFit> =>
  runObserved<TemplateOptions, TemplateProgress, TemplateFit>(options, (rest) => fitSteps(runtime, key, images, rest));
