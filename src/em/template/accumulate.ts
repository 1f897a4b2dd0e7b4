import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Prepared } from "./batch.js";
import { type Extents, shiftsOf } from "./extents.js";
import { type Frames, octet } from "./frames.js";
import { groupSize } from "./pack.js";
import type { Inference } from "./posterior.js";
import { rowsOfSums } from "./spectrum.js";
import type { Statistics } from "./statistics.js";
import { massOfFace, massOutside } from "./windows.js";

/** Adds up the pictures of one set of frames, weighted by responsibilities that come a few groups at a time. */
interface Accumulator {
  readonly add: (q: Pointer, from: number, to: number) => void;
  readonly face: () => Float64Array;
  readonly background: () => Float64Array;
}

const accumulator = (workspace: Workspace, extents: Extents, frames: Frames, most: number): Accumulator => {
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
  const addBackground = frames.whole ? kernels.templateBackgroundSums16 : kernels.templateBackgroundSums64;
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
  { observed }: Prepared,
  extents: Extents,
  mass: Float64Array,
  masks: Accumulator | undefined,
): Pick<Statistics, "faceWeights" | "backgroundWeights"> => {
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

const observedPixels = ({ frames, observed }: Prepared, { height, width }: Extents): number => {
  if (observed.kind === "each") return total(observed.frames.squares); // a mask's squares are its ones
  return frames.count * (observed.kind === "shared" ? total(observed.mask) : height * width);
};

/**
 * Groups whose spectra are to stay in the last cache between the two halves of an expectation. Threads share the groups
 * when they score them, and the sums when they add them up: each sum has its groups in order, on any number of threads.
 */
const groupsAtATime = 8;

/**
 * Statistics of responsibilities that `infer` supplies a few groups at a time: while a group's pixels are in the cache
 * they are first scored, then summed, so that an iteration reads the data from memory once.
 */
export const accumulate = (prepared: Prepared, extents: Extents, infer: Inference["infer"]): Statistics => {
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
