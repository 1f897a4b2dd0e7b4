import { divided, kernel, reduction } from "./signature.js";

const elements = (cost: number) => ({ over: ["from", "to"], grain: 64, cost: [cost] }) as const;

const combine = divided(kernel("out", "p", "g", "keep", "a", "b", "from", "to"), elements(0.3));
const clip = divided(kernel("out", "p", "g", "keep", "limit", "from", "to"), elements(0.3));
const momentum = divided(
  kernel("out", "p", "g", "m", "keep", "beta", "gain", "a", "b", "l2", "from", "to"),
  elements(0.6),
);
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
