import { kernel } from "./signature.js";

const extents = ["height", "width", "channels"] as const;
const range = ["from", "to"] as const;

/** assembly/pictures.ts: pictures [from, to), channels last; `places` is int32. */
export const pictures = {
  maxPool32: kernel("y", "places", "x", ...extents, "rows", "columns", "kernel", "stride", ...range),
  gradMaxPool32: kernel("dx", "dy", "places", "pixels", "windows", "channels", ...range),
  upsample32: kernel("y", "x", ...extents, "factor", ...range),
  gradUpsample32: kernel("dx", "dy", ...extents, "factor", ...range),
};
