import { divided, kernel } from "./signature.js";

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
