/** The E-step's sums: the sufficient statistics of responsibilities, and the sweep over the images that makes them. */
import type { monoid as M } from "fp-ts";
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import { monoid, scalar, vector } from "../monoid.js";
import type { PreparedImages } from "./frames.js";
import { type Frames, groupSize, octet } from "./frames.js";
import type { TemplateInference } from "./posterior.js";
import { rowsOfSums } from "./spectrum.js";
import { shiftsOf, type TemplateExtents } from "./theta.js";
import { massOfFace, massOutside } from "./windows.js";

/**
 * The sufficient statistics of an expectation over some images: sums, in float64, of pixels X less a fixed pivot.
 *
 *   count       K                                    shiftMass          A[d] = sum_k q[d, k]
 *   squares     sum_k sum_ij X_k[i, j]^2             faceSums           N_F[i, m] = sum_k sum_d q[d, k] X_k[i + dy, m + dx]
 *   entropy     -sum_k sum_d q log q                 backgroundSums     N_B[i, j] = the same over shifts that leave (i, j) out
 *   observed    number of observed pixels            faceWeights, backgroundWeights: the same sums of 1
 *
 * Only observed pixels count. The background's weights are sums of non-negative terms, never differences, so that a
 * pixel which is never background has the weight 0 exactly.
 */
export interface TemplateStatistics {
  readonly count: number;
  readonly observed: number;
  readonly squares: number;
  readonly entropy: number;
  readonly shiftMass: Float64Array;
  readonly faceSums: Float64Array;
  readonly faceWeights: Float64Array;
  readonly backgroundSums: Float64Array;
  readonly backgroundWeights: Float64Array;
}

/** Statistics of several sets of images together, under addition. */
export const statisticsMonoid = (extents: TemplateExtents): M.Monoid<TemplateStatistics> => {
  const face = extents.faceHeight * extents.faceWidth;
  const picture = extents.height * extents.width;
  return monoid<TemplateStatistics>({
    count: scalar,
    observed: scalar,
    squares: scalar,
    entropy: scalar,
    shiftMass: vector(shiftsOf(extents).count),
    faceSums: vector(face),
    faceWeights: vector(face),
    backgroundSums: vector(picture),
    backgroundWeights: vector(picture),
  });
};

/** Adds up the pictures of one set of frames, weighted by responsibilities that come a few groups at a time. */
interface Accumulator {
  readonly add: (q: Pointer, from: number, to: number) => void;
  readonly face: () => Float64Array;
  readonly background: () => Float64Array;
}

const accumulator = (workspace: Workspace, extents: TemplateExtents, frames: Frames, most: number): Accumulator => {
  const { kernels, arena } = workspace;
  const { height, width, faceHeight, faceWidth } = extents;
  const { dys, dxs } = shiftsOf(extents);
  const { n, pixels, spectra, twiddles } = frames;
  const faceSums = arena.alloc64(4 * n * faceHeight);
  const backgroundSums = arena.alloc64(2 * height * width);
  arena.f64(faceSums, 4 * n * faceHeight).fill(0);
  arena.f64(backgroundSums, 2 * height * width).fill(0);
  const weightsOfGroup = octet * dys * n;
  const tablesOfGroup = octet * (2 * (dys + 1) + dys * width);
  const weights = arena.alloc(most * weightsOfGroup);
  const tables = arena.alloc(most * tablesOfGroup);
  const scratch = arena.alloc(octet * Math.max(2 * n, 2 * (dxs + 1)));
  const addBackground = frames.isInteger ? kernels.templateBackgroundSums16 : kernels.templateBackgroundSums64;
  return {
    add: (q, from, to) => {
      // group g stands at base + (g - from): the buffers hold only the groups that came
      const base = q - octet * from * dys * dxs;
      const [w, outside] = [weights - from * weightsOfGroup, tables - from * tablesOfGroup];
      kernels.templateFaceWeights(w, base, twiddles, scratch, dys, dxs, n, from, to);
      kernels.templateFaceSums(faceSums, spectra, w, from, to - from, height, faceHeight, n, 0, n);
      kernels.templateOutside(outside, base, scratch, width, faceWidth, dys, from, to);
      addBackground(backgroundSums, pixels, outside, from, to - from, height, width, faceHeight, 0, width);
    },
    face: () => rowsOfSums(workspace, faceSums, faceHeight, faceWidth, n, twiddles),
    background: () => {
      const columns = arena.alloc64(height * width);
      kernels.pairSums64(columns, backgroundSums, height * width);
      const view = arena.f64(columns, height * width);
      const rows = new Float64Array(height * width);
      for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) rows[i * width + j] = view[j * height + i]!;
      return rows;
    },
  };
};

/** Sum of the responsibilities of each shift. */
const addMass = (mass: Float64Array, q: Float64Array): void => {
  for (let at = 0; at < q.length; at += groupSize) {
    const d = (at / groupSize) % mass.length;
    let sum = 0;
    for (let k = 0; k < groupSize; k++) sum += q[at + k]!;
    mass[d]! += sum;
  }
};

/** Weights of the sums: what N_F and N_B would be were every observed pixel 1. */
const weightsOf = (
  { observed }: PreparedImages,
  extents: TemplateExtents,
  mass: Float64Array,
  masks: Accumulator | undefined,
): Pick<TemplateStatistics, "faceWeights" | "backgroundWeights"> => {
  if (masks) return { faceWeights: masks.face(), backgroundWeights: masks.background() };
  const backgroundWeights = massOutside(extents, mass);
  if (observed.kind === "shared") {
    const { mask } = observed;
    return {
      faceWeights: massOfFace(extents, mass, mask),
      backgroundWeights: backgroundWeights.map((weight, pixel) => weight * mask[pixel]!),
    };
  }
  const all = mass.reduce((sum, q) => sum + q, 0);
  return { faceWeights: new Float64Array(extents.faceHeight * extents.faceWidth).fill(all), backgroundWeights };
};

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const observedPixels = ({ frames, observed }: PreparedImages, { height, width }: TemplateExtents): number => {
  if (observed.kind === "each") return total(observed.frames.squares); // a mask's squares are its ones
  return frames.count * (observed.kind === "shared" ? total(observed.mask) : height * width);
};

/**
 * Groups whose spectra are to stay in the last cache between the two halves of an expectation. Threads share the groups
 * when they score them, and the sums when they add them up: each sum has its groups in order, on any number of threads.
 */
const groupsAtATime = 8;

/**
 * TemplateStatistics of responsibilities that `infer` supplies a few groups at a time: while a group's pixels are in the cache
 * they are first scored, then summed, so that an iteration reads the data from memory once.
 */
export const accumulate = (
  prepared: PreparedImages,
  extents: TemplateExtents,
  infer: TemplateInference["infer"],
): TemplateStatistics => {
  const { workspace, frames, observed } = prepared;
  const { arena } = workspace;
  const shifts = shiftsOf(extents).count;
  const q = arena.alloc(octet * groupsAtATime * shifts);
  const pictures = accumulator(workspace, extents, frames, groupsAtATime);
  const masks = observed.kind === "each" ? accumulator(workspace, extents, observed.frames, groupsAtATime) : undefined;
  const shiftMass = new Float64Array(shifts);
  let entropy = 0;
  for (let from = 0; from < frames.groups; from += groupsAtATime) {
    const to = Math.min(from + groupsAtATime, frames.groups);
    for (const h of infer(q, from, to)) entropy += h;
    addMass(shiftMass, arena.f64(q, (to - from) * shifts * groupSize));
    pictures.add(q, from, to);
    masks?.add(q, from, to);
  }
  return {
    count: frames.count,
    observed: observedPixels(prepared, extents),
    squares: total(frames.squares),
    entropy,
    shiftMass,
    faceSums: pictures.face(),
    backgroundSums: pictures.background(),
    ...weightsOf(prepared, extents, shiftMass, masks),
  };
};
