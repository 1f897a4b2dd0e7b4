import { kernel, reduction } from "./signature.js";

const logarithms = kernel(
  ...(["out", "queries", "points", "logWeights", "scratch"] as const),
  ...(["from", "to", "n", "d", "rate"] as const),
);
const plainly = kernel(
  ...(["out", "queries", "points", "weights", "scratch"] as const),
  ...(["from", "to", "n", "d", "h2"] as const),
);

/** assembly/pairs.ts */
export const pairs = {
  pairScratch: reduction(),
  pairGaussian: logarithms,
  pairExponential: logarithms,
  pairTopHat: plainly,
  pairEpanechnikov: plainly,
  pairLinear: plainly,
  pairCosine: plainly,
};
