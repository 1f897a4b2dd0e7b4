/** Kernels of optimisers: one step of a block of parameters. */
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

const rmsprop = divided(
  kernel("out", "p", "g", "v", "mean", "m", "keep", "rate", "epsilon", "beta", "mu", "l2", "from", "to"),
  { over: ["from", "to"], grain: 64, cost: [1] },
);
const step = divided(
  kernel(
    ...(["out", "p", "g", "m", "v", "top", "keep", "rate", "epsilon"] as const),
    ...(["beta1", "beta2", "l2", "shrink", "from", "to"] as const),
  ),
  { over: ["from", "to"], grain: 64, cost: [1] },
);

/** assembly/adam.ts: each for float32 and float64 blocks. */
export const adam = {
  rmsprop32: rmsprop,
  rmsprop64: rmsprop,
  adam32: step,
  adam64: step,
};
