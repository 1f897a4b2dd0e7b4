/**
 * The five steps of the method as pure functions that can be called alone: each takes images and parameters, works in
 * a memory of its own, and gives back new values.
 */
import { either as E } from "fp-ts";
import { expectShape, type Shape, size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { Degenerate } from "../latent.js";
import { logarithms } from "../logarithms.js";
import { accumulate } from "./accumulate.js";
import { type Prepared, prepare } from "./batch.js";
import { checkExtents, type Extents, shiftShape, shiftsOf } from "./extents.js";
import type { Images } from "./images.js";
import { maximise, type NeverSeen, neverSeen } from "./maximise.js";
import { groupSize } from "./pack.js";
import { responsibilities, tableOf, tableShape } from "./responsibilities.js";
import { scorer } from "./scores.js";
import { type Centred, shifted } from "./shifted.js";
import type { Template } from "./theta.js";

/** The extents of a template on images. */
export const extentsOf = ({ height, width }: Images, face: Shape): Extents => ({
  height,
  width,
  faceHeight: face[0] ?? 0,
  faceWidth: face[1] ?? 0,
});

/** The pivot where none is prescribed: the mean, rounded, which keeps integer pixels exact. */
export const pivotOf = ({ range }: Images): number => Math.round(range.mean);

interface Setting {
  readonly extents: Extents;
  readonly prepared: Prepared;
  readonly theta: Centred;
}

/** Checks that a template fits the images, and lends both prepared to `body`. */
const withTemplate = <A>(
  runtime: Runtime,
  images: Images,
  theta: Template,
  body: (setting: Setting) => A,
): E.Either<Failure, A> => {
  const extents = extentsOf(images, theta.face.shape);
  const fits = E.chain<Failure, Extents, Shape>(() =>
    E.chain<Failure, Shape, Shape>(() => expectShape("prior", shiftShape(extents), theta.prior.shape))(
      expectShape("background", [images.height, images.width], theta.background.shape),
    ),
  )(checkExtents(extents));
  return E.map(() =>
    runtime.using((workspace) => {
      const pivot = pivotOf(images);
      const prepared = prepare(workspace, images, pivot);
      return body({ extents, prepared, theta: shifted(workspace, theta, pivot) });
    }),
  )(fits);
};

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
 * Errors: `FaceTooLarge`, `ShapeMismatch`.
 */
export const logLikelihoodTable = (runtime: Runtime, images: Images, theta: Template): E.Either<Failure, Tensor> =>
  withTemplate(runtime, images, theta, logLikelihoodOf);

/** What an E-step finds. */
export interface Expectation {
  /** q[d, k]: [D, K] or [Dy, Dx, K]; columns sum to 1. */
  readonly posterior: Tensor;
  /** sum_k log p(X_k) = L(q, theta), in nats (of a hard E-step: the bound at its one-hot q, without entropy). */
  readonly logLikelihood: number;
}

/**
 * The E-step: q[d, k] proportional to exp(ll[d, k] + log a[d]), in logs with the largest subtracted; `hard` gives all
 * of it to the first most probable shift.
 *
 * Errors: as `logLikelihoodTable`.
 */
export const eStep = (
  runtime: Runtime,
  images: Images,
  theta: Template,
  { hard = false }: { readonly hard?: boolean } = {},
): E.Either<Failure, Expectation> =>
  withTemplate(runtime, images, theta, (setting) => {
    const posterior = responsibilities(setting.prepared, setting.extents, setting.theta, hard);
    return { posterior, logLikelihood: boundOf(setting, posterior) };
  });

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

/**
 * The lower bound of any responsibilities: L(q, theta) = sum_k ( E_q[ll + log a] - E_q[log q] ), in nats.
 *
 * posterior: [D, K] or [Dy, Dx, K], columns summing to 1.
 *
 * Errors: as `logLikelihoodTable`, and `ShapeMismatch` of the posterior.
 */
export const lowerBound = (
  runtime: Runtime,
  images: Images,
  theta: Template,
  posterior: Tensor,
): E.Either<Failure, number> => {
  const shape = tableShape(extentsOf(images, theta.face.shape), images.count);
  return E.chain<Failure, Shape, number>(() =>
    withTemplate(runtime, images, theta, (setting) => boundOf(setting, posterior)),
  )(expectShape("posterior", shape, posterior.shape));
};

/** What an M-step finds. */
export interface Maximisation {
  readonly theta: Template;
  /** 1 where no image showed the pixel of the face, or of the background (B is 0 there). */
  readonly neverSeen: NeverSeen;
}

/**
 * The M-step from any responsibilities: a, F, B and s that maximise the bound (see `maximise`).
 *
 * posterior: [D, K] or [Dy, Dx, K]. face: [h, w], the size of the face.
 *
 * Errors: `FaceTooLarge`, `ShapeMismatch`, `NoiseCollapsed`.
 */
export const mStep = (
  runtime: Runtime,
  images: Images,
  posterior: Tensor,
  face: Shape,
): E.Either<Failure | Degenerate, Maximisation> => {
  const extents = extentsOf(images, face);
  const shape = tableShape(extents, images.count);
  const fits = E.chain<Failure, Extents, Shape>(() => expectShape("posterior", shape, posterior.shape))(
    checkExtents(extents),
  );
  return E.chain<Failure, Shape, Maximisation>(() =>
    runtime.using((workspace) => {
      const pivot = pivotOf(images);
      const prepared = prepare(workspace, images, pivot);
      const shifts = size(shiftShape(extents));
      const stats = accumulate(prepared, extents, (q, from, to) => {
        const octets = workspace.arena.f64(q, groupSize * shifts * (to - from)).fill(0);
        for (let k = from * groupSize; k < Math.min(to * groupSize, images.count); k++)
          for (let d = 0; d < shifts; d++)
            octets[((Math.floor(k / groupSize) - from) * shifts + d) * groupSize + (k % groupSize)] =
              posterior.data[d * images.count + k]!;
        return [];
      });
      return E.map((theta: Template) => ({ theta, neverSeen: neverSeen(stats) }))(maximise(extents, pivot)(stats));
    }),
  )(fits);
};
