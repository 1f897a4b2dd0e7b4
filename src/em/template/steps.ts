/**
 * The five steps of the method as pure functions that can be called alone: each takes images and parameters, works in
 * a memory of its own, and gives back new values.
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectBoolean, expectOptions, expectRuntime, expectTensor } from "../../core/checks.js";
import { expectShape, size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { Degenerate } from "../latent.js";
import { logarithms } from "../logarithms.js";
import { accumulate } from "./expect.js";
import { groupSize, type PreparedImages, prepare } from "./frames.js";
import { expectImages, type Images } from "./images.js";
import { maximise, type NeverSeen, neverSeen } from "./maximise.js";
import { extentsIn, type FaceSize, pivotOf } from "./model.js";
import { responsibilities, tableOf, tableShape } from "./posterior.js";
import { scorer } from "./scores.js";
import {
  checkExtents,
  checkTemplate,
  type ShiftedTemplate,
  shifted,
  shiftShape,
  shiftsOf,
  type Template,
  type TemplateExtents,
} from "./theta.js";

interface Setting {
  readonly extents: TemplateExtents;
  readonly prepared: PreparedImages;
  readonly theta: ShiftedTemplate;
}

/** The extents of a template's face in images. */
const extentsOf = (images: Images, { face }: Template): TemplateExtents =>
  extentsIn(images, { faceHeight: face?.shape?.[0] ?? 0, faceWidth: face?.shape?.[1] ?? 0 });

/** Checks that a template fits the images, and lends both prepared to `body`. */
const withTemplate = <A>(
  runtime: Runtime,
  theta: Template,
  images: Images,
  body: (setting: Setting) => A,
): E.Either<Failure, A> =>
  F.pipe(
    checked(theta, expectRuntime(runtime), expectImages(images)),
    E.chain((): E.Either<Failure, TemplateExtents> => checkExtents(extentsOf(images, theta ?? {}))),
    E.chainFirst((extents) => checkTemplate(extents, theta)),
    E.map((extents) =>
      runtime.using((workspace) => {
        const pivot = pivotOf(images);
        const prepared = prepare(workspace, images, pivot);
        return body({ extents, prepared, theta: shifted(workspace, theta, pivot) });
      }),
    ),
  );

const logLikelihoodOf = ({ extents, prepared, theta }: Setting): Tensor => {
  const { arena } = prepared.workspace;
  const { frames, observed } = prepared;
  const shifts = shiftsOf(extents).count;
  const { score, norms } = scorer(prepared, extents, theta);
  const scores = arena.alloc(64 * frames.groups * shifts);
  score(scores, 0, frames.groups);
  const table = tableOf(arena.f64(scores, groupSize * frames.groups * shifts), shifts, frames.count);
  const precision = 1 / (theta.noise * theta.noise);
  const shared = observed.kind === "shared" ? observed.mask.reduce((sum, seen) => sum + seen, 0) : undefined;
  const pixels = (k: number): number =>
    observed.kind === "each" ? observed.frames.squares[k]! : (shared ?? extents.height * extents.width);
  for (let d = 0; d < shifts; d++)
    for (let k = 0; k < frames.count; k++) {
      const at = d * frames.count + k;
      table[at] = (table[at]! + norms[d]! - frames.squares[k]! / 2) * precision - pixels(k) * theta.logScale;
    }
  return tensor(tableShape(extents, frames.count), table);
};

/**
 * The log-likelihood table: ll[d, k] = log p(X_k | d, F, B, s) = -|X_k - M^d|^2 / (2 s^2) - n_k log(s sqrt(2 pi)).
 *
 * Result: [D, K], or [Dy, Dx, K] for a face lower than the picture, in nats. Missing pixels have no part in it.
 *
 * Errors: `FaceTooLarge`, `EmptyFace`, `ShapeMismatch`, `BadArgument`.
 */
export const logLikelihoodTable = (runtime: Runtime, theta: Template, images: Images): E.Either<Failure, Tensor> =>
  withTemplate(runtime, theta, images, logLikelihoodOf);

/** What an E-step finds. */
export interface Expectation {
  /** q[d, k]: [D, K] or [Dy, Dx, K]; columns sum to 1. */
  readonly posterior: Tensor;
  /** sum_k log p(X_k) = L(q, theta), in nats (of a hard E-step: the bound at its one-hot q, without entropy). */
  readonly logLikelihood: number;
}

/** How responsibilities are given. */
export interface ExpectationOptions {
  /** One-hot, at the first most probable shift; false if absent. */
  readonly hard?: boolean;
}

/**
 * The E-step: q[d, k] proportional to exp(ll[d, k] + log a[d]), in logs with the largest subtracted; `hard` gives all
 * of it to the first most probable shift.
 *
 * Errors: as `logLikelihoodTable`; `BadOption`.
 */
export const eStep = (
  runtime: Runtime,
  theta: Template,
  images: Images,
  options: ExpectationOptions = {},
): E.Either<Failure, Expectation> =>
  F.pipe(
    expectOptions(options, ["hard"]),
    E.chain(() => checked(options, expectBoolean("hard", options.hard ?? false))),
    E.chain(({ hard = false }) =>
      withTemplate(runtime, theta, images, (setting) => {
        const posterior = responsibilities(setting.prepared, setting.extents, setting.theta, hard);
        return { posterior, logLikelihood: boundOf(setting, posterior) };
      }),
    ),
  );

/** sum_k sum_d q (ll + log a - log q), where a term with q = 0 counts 0. */
const boundOf = (setting: Setting, posterior: Tensor): number => {
  const { data: table } = logLikelihoodOf(setting);
  const count = setting.prepared.frames.count;
  const q = posterior.data;
  const logQ = logarithms(setting.prepared.workspace, q);
  let sum = 0;
  for (let at = 0; at < q.length; at++)
    if (q[at]! > 0) sum += q[at]! * (table[at]! + setting.theta.logPrior[Math.floor(at / count)]! - logQ[at]!);
  return sum;
};

/** Responsibilities for each shift and image. */
const expectPosterior = (posterior: Tensor, extents: TemplateExtents, images: Images): E.Either<Failure, unknown> =>
  E.chain(
    ({ shape }: Tensor): E.Either<Failure, unknown> =>
      expectShape("posterior", tableShape(extents, images.count), shape),
  )(expectTensor("the posterior", posterior));

/**
 * The lower bound of any responsibilities: L(q, theta) = sum_k ( E_q[ll + log a] - E_q[log q] ), in nats.
 *
 * posterior: [D, K] or [Dy, Dx, K], columns summing to 1.
 *
 * Errors: as `logLikelihoodTable`, and `ShapeMismatch` of the posterior.
 */
export const lowerBound = (
  runtime: Runtime,
  theta: Template,
  images: Images,
  posterior: Tensor,
): E.Either<Failure, number> =>
  F.pipe(
    checked(theta, expectRuntime(runtime), expectImages(images)),
    E.chain((): E.Either<Failure, TemplateExtents> => checkExtents(extentsOf(images, theta ?? {}))),
    E.chain((extents) => expectPosterior(posterior, extents, images)),
    E.chain(() => withTemplate(runtime, theta, images, (setting) => boundOf(setting, posterior))),
  );

/** What an M-step finds. */
export interface Maximisation {
  readonly theta: Template;
  /** 1 where no image showed the pixel of the face, or of the background (B is 0 there). */
  readonly neverSeen: NeverSeen;
}

/** Responsibilities as the sweep takes them: groups [from, to) of the table, [group][d][8]. */
const octetsOf = (
  out: Float64Array,
  posterior: Tensor,
  shifts: number,
  count: number,
  from: number,
  to: number,
): void => {
  out.fill(0);
  for (let k = from * groupSize; k < Math.min(to * groupSize, count); k++)
    for (let d = 0; d < shifts; d++)
      out[((Math.floor(k / groupSize) - from) * shifts + d) * groupSize + (k % groupSize)] =
        posterior.data[d * count + k]!;
};

/**
 * The M-step from any responsibilities: a, F, B and s that maximise the bound (see `maximise`).
 *
 * posterior: [D, K] or [Dy, Dx, K]. options: the size of the face.
 *
 * Errors: `FaceTooLarge`, `EmptyFace`, `ShapeMismatch`, `NoiseCollapsed`, `BadOption`, `BadArgument`.
 */
export const mStep = (
  runtime: Runtime,
  images: Images,
  posterior: Tensor,
  options: FaceSize,
): E.Either<Failure | Degenerate, Maximisation> =>
  F.pipe(
    checked(images, expectRuntime(runtime), expectImages(images), expectOptions(options, ["faceWidth", "faceHeight"])),
    E.chain((): E.Either<Failure, TemplateExtents> => checkExtents(extentsIn(images, options))),
    E.chainFirst((extents) => expectPosterior(posterior, extents, images)),
    E.chain((extents) =>
      runtime.using((workspace) => {
        const pivot = pivotOf(images);
        const prepared = prepare(workspace, images, pivot);
        const shifts = size(shiftShape(extents));
        const stats = accumulate(prepared, extents, (q, from, to) => {
          octetsOf(workspace.arena.f64(q, groupSize * shifts * (to - from)), posterior, shifts, images.count, from, to);
          return [];
        });
        return E.map((theta: Template) => ({ theta, neverSeen: neverSeen(stats) }))(maximise(extents, pivot)(stats));
      }),
    ),
  );
