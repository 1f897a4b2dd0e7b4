import { kernel, reduction } from "./signature.js";

const combine = kernel("out", "p", "g", "keep", "a", "b", "from", "to");
const clip = kernel("out", "p", "g", "keep", "limit", "from", "to");
const momentum = kernel("out", "p", "g", "m", "keep", "beta", "gain", "a", "b", "l2", "from", "to");
const squaredNorm = reduction("g", "from", "to");

/** assembly/optim.ts: each for float32 and float64 blocks. */
export const optim = {
  combine32: combine,
  combine64: combine,
  clip32: clip,
  clip64: clip,
  momentum32: momentum,
  momentum64: momentum,
  squaredNorm32: squaredNorm,
  squaredNorm64: squaredNorm,
};
