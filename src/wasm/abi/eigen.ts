import { divided, kernel } from "./signature.js";

/** assembly/eigen.ts */
export const eigen = {
  tridiagonalise: kernel("diagonal", "off", "tau", "a", "scratch", "n"),
  eigenvectors: divided(
    kernel(
      ...(["panels", "cosines", "sweeps", "sweepCount", "rotationCount"] as const),
      ...(["a", "tau", "n", "from", "to"] as const),
    ),
    { over: ["from", "to"], grain: 1, cost: [2, "rotationCount"] },
  ),
};
