import { kernel, reduction } from "./signature.js";

const wide = ["height", "width", "ins"] as const;
const narrow = ["rows", "columns", "outs"] as const;
const extents = [...wide, ...narrow, "kernelHeight", "kernelWidth", "stride", "top", "left"] as const;
const range = ["from", "to", "scratch"] as const;

/** assembly/conv: pictures lie channels last, w as (kernelHeight, kernelWidth, ins, outs). */
export const conv = {
  convScratch: reduction("line"),
  convPack32: kernel("packed", "w", "ins", "outs", "taps", "turned"),
  convUnpack32: kernel("w", "packed", "ins", "outs", "taps", "turned"),
  conv32: kernel("y", "x", "w", ...extents, ...range),
  convTranspose32: kernel("x", "y", "w", ...extents, ...range),
  convWeights32: kernel("dw", "x", "dy", ...extents, "count", ...range),
};
