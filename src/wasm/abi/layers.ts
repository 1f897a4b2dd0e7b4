/** Kernels of layers: convolutions, pooling, normalisation. */
import { divided, kernel, reduction } from "./signature.js";

const wide = ["height", "width", "ins"] as const;
const narrow = ["rows", "columns", "outs"] as const;
const convExtents = [...wide, ...narrow, "kernelHeight", "kernelWidth", "stride", "top", "left"] as const;
const range = ["from", "to", "scratch"] as const;

const multiplyAdds = ["rows", "columns", "kernelHeight", "kernelWidth", "ins"] as const;
const scratch = {
  at: "scratch",
  bytes: { kernel: "convScratch", given: [[1, "columns", "kernelHeight", "kernelWidth", "ins"]] },
} as const;
const weights = ["ins", "outs", "taps", "flipped"] as const;
const byOuts = { over: ["from", "to"], grain: 16, cost: [1.5, "ins", "taps"] } as const;
const byPictures = { over: ["from", "to"], grain: 1, cost: [0.05, ...multiplyAdds, "outs"], scratch } as const;

/** assembly/conv: pictures lie channels last, w as (kernelHeight, kernelWidth, ins, outs). */
export const conv = {
  convScratch: reduction("line"),
  convPack32: divided(kernel("packed", "w", ...weights, "from", "to"), byOuts),
  convUnpack32: divided(kernel("w", "packed", ...weights, "from", "to"), byOuts),
  conv32: divided(kernel("y", "x", "w", ...convExtents, ...range), byPictures),
  convTranspose32: divided(kernel("x", "y", "w", ...convExtents, ...range), byPictures),
  convWeights32: divided(kernel("dw", "x", "dy", ...convExtents, "count", ...range), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.05, "rows", "columns", "outs", "count"],
    most: 1, // each packs all of dy
    scratch,
  }),
};

const poolExtents = ["height", "width", "channels"] as const;
const pictures = ["from", "to"] as const;

const byPixels = {
  over: pictures,
  grain: 1,
  cost: [0.5, "height", "width", "channels", "factor", "factor"],
} as const;

/** assembly/pooling.ts: pictures [from, to), channels last; `indices` is int32. */
export const pooling = {
  maxPool32: divided(kernel("y", "indices", "x", ...poolExtents, "rows", "columns", "kernel", "stride", ...pictures), {
    over: pictures,
    grain: 1,
    cost: [1, "rows", "columns", "channels", "kernel", "kernel"],
  }),
  gradMaxPool32: divided(kernel("dx", "dy", "indices", "pixels", "windows", "channels", ...pictures), {
    over: pictures,
    grain: 1,
    cost: [2, "windows", "channels"],
  }),
  upsample32: divided(kernel("y", "x", ...poolExtents, "factor", ...pictures), byPixels),
  gradUpsample32: divided(kernel("dx", "dy", ...poolExtents, "factor", ...pictures), byPixels),
};

/** Features, sixteen of which lie on one line of the cache. */
const byFeatures = { over: ["from", "to"], grain: 16, cost: [0.5, "m"] } as const;
const byRows = { over: ["from", "to"], grain: 1, cost: [0.3, "n"] } as const;

/** assembly/norm: n features over m rows; a pointer of 0 for gamma stands for no gamma and beta. */
export const norm = {
  normMoments32: divided(kernel("moments", "x", "m", "n", "from", "to"), byFeatures),
  normTrack32: kernel("mean", "variance", "moments", "m", "n", "momentum"),
  normBatch32: kernel("c", "moments", "n", "epsilon"),
  normRunning32: kernel("c", "mean", "variance", "n", "epsilon"),
  normForward32: divided(kernel("y", "x", "c", "gamma", "beta", "n", "from", "to"), byRows),
  normSums32: divided(kernel("dgamma", "dbeta", "sums", "dy", "x", "c", "m", "n", "from", "to"), byFeatures),
  normBackward32: divided(kernel("dx", "dy", "x", "c", "gamma", "dgamma", "dbeta", "m", "n", "from", "to"), byRows),
};
