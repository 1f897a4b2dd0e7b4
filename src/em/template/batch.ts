import type { Workspace } from "../../wasm/runtime.js";
import { type Frames, framesOf, framesOfMask } from "./frames.js";
import type { Images } from "./images.js";
import { groupSize } from "./pack.js";

/** Which pixels count: all, those of one mask for all images, or those of a mask an image. */
export type Observed =
  | { readonly kind: "all" }
  | { readonly kind: "shared"; readonly mask: Float64Array }
  | { readonly kind: "each"; readonly frames: Frames };

/** Images ready for an expectation, in a workspace. */
export interface Prepared {
  readonly workspace: Workspace;
  readonly frames: Frames;
  readonly observed: Observed;
  readonly pivot: number;
}

/** A chunk of data: lends its prepared images to `body`. */
export interface Batch {
  readonly count: number;
  readonly use: <A>(body: (prepared: Prepared) => A) => A;
}

/** Mask of all images, [i][j], as numbers 0 and 1. */
const sharedMask = ({ height, width, mask }: Images): Float64Array => {
  const out = new Float64Array(height * width);
  if (mask === undefined) return out.fill(1);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++)
      out[i * width + j] = mask.data[i * mask.strides.row + j * mask.strides.column] ? 1 : 0;
  return out;
};

const observedOf = (workspace: Workspace, images: Images): Observed => {
  if (images.mask === undefined) return { kind: "all" };
  if (images.mask.kind === "shared") return { kind: "shared", mask: sharedMask(images) };
  return { kind: "each", frames: framesOfMask(workspace, images, images.mask) };
};

/** Prepares images in the current scope of the workspace's arena. */
export const prepare = (workspace: Workspace, images: Images, pivot: number): Prepared => ({
  workspace,
  frames: framesOf(workspace, images, pivot),
  observed: observedOf(workspace, images),
  pivot,
});

/** A batch prepared once, which stays in the workspace: for data that fit in memory. */
export const preparedBatch = (workspace: Workspace, images: Images, pivot: number): Batch => {
  const prepared = prepare(workspace, images, pivot);
  return { count: images.count, use: (body) => body(prepared) };
};

/** A batch prepared at each use and then given up: for data that do not fit. */
export const transient = (workspace: Workspace, images: Images, pivot: number): Batch => ({
  count: images.count,
  use: (body) => workspace.arena.scope(() => body(prepare(workspace, images, pivot))),
});

/**
 * The first `count` images of a resident batch, without preparing them again.
 *
 * Statistics of the images behind them are left out; lanes of the last group that hold more are given no weight.
 */
export const firstOf = (batch: Batch, count: number): Batch => {
  const shorten = (frames: Frames): Frames => ({
    ...frames,
    count,
    groups: Math.ceil(count / groupSize),
    squares: frames.squares.subarray(0, count),
  });
  const observed = (seen: Observed): Observed =>
    seen.kind === "each" ? { kind: "each", frames: shorten(seen.frames) } : seen;
  return {
    count,
    use: (body) =>
      batch.use((prepared) =>
        body({ ...prepared, frames: shorten(prepared.frames), observed: observed(prepared.observed) }),
      ),
  };
};
