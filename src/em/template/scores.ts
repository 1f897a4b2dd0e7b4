import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { PreparedImages } from "./frames.js";
import { type Frames, octet } from "./frames.js";
import { rowSpectrum } from "./spectrum.js";
import type { ShiftedTemplate } from "./theta.js";
import { shiftsOf, type TemplateExtents } from "./theta.js";
import { composedSquares } from "./windows.js";

/**
 * The part of the log-likelihood that depends on the shift: with M^d the picture composed at shift d,
 *
 *   -|X_k - M^d|^2 / 2 = score[d, k] + norm[d] - |X_k|^2 / 2
 *   score[d, k] = <M^d, X_k> (- <(M^d)^2, mask_k> / 2 where each image has a mask),   norm[d] = -|M^d|^2 / 2
 */
export interface Scorer {
  /** Writes the scores of groups [from, to), [group][d][8], to `out`. */
  readonly score: (out: Pointer, from: number, to: number) => void;
  /** -|M^d|^2 / 2 over the pixels that all images share. */
  readonly norms: Float64Array;
}

/** A picture and its face, laid out for the kernels: the face's spectrum, the background column by column. */
const layOut = (
  workspace: Workspace,
  extents: TemplateExtents,
  frames: Frames,
  face: Float64Array,
  background: Float64Array,
) => {
  const { arena } = workspace;
  const { height, width, faceHeight } = extents;
  const spectrum = arena.alloc64(2 * frames.n * faceHeight);
  rowSpectrum(workspace, face, faceHeight, frames.n, frames.twiddles, spectrum);
  const columns = arena.alloc64(height * width);
  const view = arena.f64(columns, height * width);
  for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) view[j * height + i] = background[i * width + j]!;
  return { spectrum, columns };
};

/** Correlates frames with a composed picture. The inner product of each image and each shift. */
const correlator = (
  workspace: Workspace,
  extents: TemplateExtents,
  frames: Frames,
  face: Float64Array,
  background: Float64Array,
  accumulate: boolean,
): Scorer["score"] => {
  const { kernels, arena } = workspace;
  const { height, width, faceHeight, faceWidth } = extents;
  const { dys, dxs } = shiftsOf(extents);
  const { spectrum, columns } = layOut(workspace, extents, frames, face, background);
  const scratch = arena.alloc(Math.max(2 * octet * frames.n, kernels.templateScratch(height, width, faceHeight)));
  const { pixels, spectra, twiddles, n } = frames;
  const outside = frames.isInteger ? kernels.templateBackgroundScores16 : kernels.templateBackgroundScores64;
  return (out, from, to) => {
    // group g stands at out + (g - from): the buffer holds only the groups asked for
    const base = out - 64 * from * dys * dxs;
    const add = accumulate ? 1 : 0;
    kernels.templateFaceScores(base, spectra, spectrum, twiddles, scratch, from, to, height, faceHeight, dxs, n, add);
    outside(base, pixels, columns, scratch, from, to, height, width, faceHeight, faceWidth);
  };
};

/** The scorer of a template on prepared images. Allocates in the current scope. */
export const scorer = (
  { workspace, frames, observed }: PreparedImages,
  extents: TemplateExtents,
  theta: ShiftedTemplate,
): Scorer => {
  const { face, background } = theta;
  const product = correlator(workspace, extents, frames, face, background, false);
  if (observed.kind !== "each") {
    const mask = observed.kind === "shared" ? observed.mask : undefined;
    return { score: product, norms: composedSquares(extents, face, background, mask).map((square) => -square / 2) };
  }
  const halfSquare = (value: number): number => (-value * value) / 2;
  const length = correlator(
    workspace,
    extents,
    observed.frames,
    face.map(halfSquare),
    background.map(halfSquare),
    true,
  );
  return {
    score: (out, from, to) => {
      product(out, from, to);
      length(out, from, to);
    },
    norms: new Float64Array(shiftsOf(extents).count),
  };
};
