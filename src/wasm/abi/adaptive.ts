import { kernel } from "./signature.js";

const rmsprop = kernel("out", "p", "g", "v", "mean", "m", "keep", "rate", "epsilon", "beta", "mu", "l2", "from", "to");
const adam = kernel(
  "out",
  "p",
  "g",
  "m",
  "v",
  "top",
  "keep",
  "rate",
  "epsilon",
  "beta1",
  "beta2",
  "l2",
  "shrink",
  "from",
  "to",
);

/** assembly/adaptive.ts: each for float32 and float64 blocks. */
export const adaptive = {
  rmsprop32: rmsprop,
  rmsprop64: rmsprop,
  adam32: adam,
  adam64: adam,
};
