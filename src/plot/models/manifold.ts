/** What a decoder makes of a plane of codes. */
import { type Tensor, tensor32 } from "../../core/tensor.js";
import { normPpf } from "../../prob/standardNormal.js";
import type { Interval } from "../scale.js";
import type { ImageSheet } from "../sheet.js";
import { type ImageGridOptions, imageGrid } from "./images.js";

/** Which codes of the plane: without `x` and `y` the quantiles 0.05 to 0.95 of a standard normal. */
export interface CodeGridOptions {
  /** Rows and columns (15). */
  readonly side?: number;
  /** Equal steps from one end of an interval to the other. */
  readonly x?: Interval;
  readonly y?: Interval;
}

/**
 * Codes on a grid of the plane, [side^2, 2], in the order in which `manifold` shows them: z_1 runs to the right and z_2
 * upwards, the first one is on top at the left.
 *
 * @example
 * [...codeGrid({ side: 2, x: [0, 1], y: [5, 7] }).data] // => [0, 7, 1, 7, 0, 5, 1, 5]
 */
export const codeGrid = ({ side = 15, x, y = x }: CodeGridOptions = {}): Tensor => {
  const steps = Math.max(1, side - 1);
  const along = (interval: Interval | undefined, i: number): number =>
    interval === undefined
      ? normPpf(0.05 + (0.9 * i) / steps)
      : interval[0] + ((interval[1] - interval[0]) * i) / steps;
  const codes = Array.from({ length: side * side }, (_, cell) => [
    along(x, cell % side),
    along(y, side - 1 - Math.floor(cell / side)),
  ]);
  return tensor32([side * side, 2], codes.flat());
};

/**
 * The pictures of a `codeGrid`, [side^2, rows, columns], without seams.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * manifold(tensor32([9, 2, 2], new Float32Array(36))).columns // => 3
 */
export const manifold = (pictures: Tensor, options: ImageGridOptions = {}): ImageSheet =>
  imageGrid(pictures, {
    columns: Math.max(1, Math.round(Math.sqrt(pictures.shape[0] ?? 1))),
    width: 42,
    gap: 0,
    ...options,
  });
