import { divided, kernel } from "./signature.js";

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
