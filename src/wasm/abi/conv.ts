import { divided, kernel, reduction } from "./signature.js";

const wide = ["height", "width", "ins"] as const;
const narrow = ["rows", "columns", "outs"] as const;
const extents = [...wide, ...narrow, "kernelHeight", "kernelWidth", "stride", "top", "left"] as const;
const range = ["from", "to", "scratch"] as const;

const multiplyAdds = ["rows", "columns", "kernelHeight", "kernelWidth", "ins"] as const;
const scratch = {
  at: "scratch",
  bytes: { kernel: "convScratch", given: [[1, "columns", "kernelHeight", "kernelWidth", "ins"]] },
} as const;
const learnt = ["ins", "outs", "taps", "turned"] as const;
const byOuts = { over: ["from", "to"], grain: 16, cost: [1.5, "ins", "taps"] } as const;
const byPictures = { over: ["from", "to"], grain: 1, cost: [0.05, ...multiplyAdds, "outs"], scratch } as const;

/** assembly/conv: pictures lie channels last, w as (kernelHeight, kernelWidth, ins, outs). */
export const conv = {
  convScratch: reduction("line"),
  convPack32: divided(kernel("packed", "w", ...learnt, "from", "to"), byOuts),
  convUnpack32: divided(kernel("w", "packed", ...learnt, "from", "to"), byOuts),
  conv32: divided(kernel("y", "x", "w", ...extents, ...range), byPictures),
  convTranspose32: divided(kernel("x", "y", "w", ...extents, ...range), byPictures),
  convWeights32: divided(kernel("dw", "x", "dy", ...extents, "count", ...range), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.05, "rows", "columns", "outs", "count"],
    most: 1, // each packs all of dy
    scratch,
  }),
};
