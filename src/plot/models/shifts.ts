/** Where a hidden template is found in images: its shifts to the right. */
import type { Tensor } from "../../core/tensor.js";
import { bars } from "../mark/bars.js";
import { heatmap } from "../mark/heatmap.js";
import { line } from "../mark/line.js";
import { type Panel, panel } from "../panel.js";
import type { Floats } from "../values.js";

/** Sums a table [Dy, Dx, ...] over its first axis where it has one too many: what is known of the shift to the right. */
const alongX = ({ shape, data }: Tensor, axes: number): { readonly shifts: number; readonly data: Float64Array } => {
  const tail = shape.slice(-axes).reduce((product, extent) => product * extent, 1);
  const out = new Float64Array(tail);
  for (let at = 0; at < data.length; at++) out[at % tail]! += data[at]!;
  return { shifts: shape.at(-axes) ?? 1, data: out };
};

/**
 * The prior a of shifts, [Dx] or [Dy, Dx], over the shares of images by their most probable shift: of image k it is
 * `likeliest[k]`, counted through the table.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * shiftPrior(tensor64([3], [0.2, 0.5, 0.3]), { likeliest: [1, 1, 2] }).marks.length // => 2
 */
export const shiftPrior = (prior: Tensor, { likeliest }: { readonly likeliest: Floats }): Panel => {
  const { shifts, data } = alongX(prior, 1);
  const share = new Float64Array(shifts);
  for (let k = 0; k < likeliest.length; k++) share[likeliest[k]! % shifts]! += 1 / likeliest.length;
  const edges = Float64Array.from({ length: shifts + 1 }, (_, d) => d - 0.5);
  return panel([bars({ height: share, edges, label: "most probable shifts" }), line({ y: data, label: "prior a" })], {
    x: { label: "shift to the right (pixels)", domain: [-0.5, shifts - 0.5] },
    y: { label: "share of the images" },
    width: 640,
  });
};

/**
 * The posterior q(d | X_k) of the shifts of each image, [Dx, images] or [Dy, Dx, images], as colours.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * shiftPosterior(tensor64([2, 3], [1, 0, 0.5, 0, 1, 0.5])).marks.length // => 1
 */
export const shiftPosterior = (posterior: Tensor): Panel => {
  const { shifts, data } = alongX(posterior, 2);
  const count = posterior.shape.at(-1) ?? 1;
  const table = { values: data, shape: [shifts, count], x: [0, count], y: [0, shifts] } as const;
  return panel([heatmap({ ...table, domain: [0, 1], label: "q(d | X_{k})" })], {
    x: { label: "image k" },
    y: { label: "shift d to the right (pixels)" },
    width: 680,
    height: 320,
  });
};
