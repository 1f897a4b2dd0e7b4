import { divided, kernel } from "./signature.js";

const extents = ["height", "width", "channels"] as const;
const range = ["from", "to"] as const;

const byPixels = {
  over: range,
  grain: 1,
  cost: [0.5, "height", "width", "channels", "factor", "factor"],
} as const;

/** assembly/pooling.ts: pictures [from, to), channels last; `places` is int32. */
export const pooling = {
  maxPool32: divided(kernel("y", "places", "x", ...extents, "rows", "columns", "kernel", "stride", ...range), {
    over: range,
    grain: 1,
    cost: [1, "rows", "columns", "channels", "kernel", "kernel"],
  }),
  gradMaxPool32: divided(kernel("dx", "dy", "places", "pixels", "windows", "channels", ...range), {
    over: range,
    grain: 1,
    cost: [2, "windows", "channels"],
  }),
  upsample32: divided(kernel("y", "x", ...extents, "factor", ...range), byPixels),
  gradUpsample32: divided(kernel("dx", "dy", ...extents, "factor", ...range), byPixels),
};
