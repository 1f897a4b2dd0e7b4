/** Kernels of density estimation. */
import { divided, kernel, reduction } from "./signature.js";

/** Queries, of so many nanoseconds a point: those of the exponential, which costs more than two or three dimensions. */
const byQueries = (cost: number) =>
  ({
    over: ["from", "to"],
    grain: 1,
    cost: [cost, "n"],
    scratch: { at: "scratch", bytes: { kernel: "pairScratch", given: [] } },
  }) as const;

const logarithms = divided(
  kernel(
    ...(["out", "queries", "points", "logWeights", "scratch"] as const),
    ...(["from", "to", "n", "d", "rate"] as const),
  ),
  byQueries(2),
);
const plainly = divided(
  kernel(
    ...(["out", "queries", "points", "weights", "scratch"] as const),
    ...(["from", "to", "n", "d", "h2"] as const),
  ),
  byQueries(1),
);

/** assembly/kde.ts */
export const kde = {
  pairScratch: reduction(),
  pairGaussian: logarithms,
  pairExponential: logarithms,
  pairTopHat: plainly,
  pairEpanechnikov: plainly,
  pairLinear: plainly,
  pairCosine: plainly,
};
