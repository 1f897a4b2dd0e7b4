import { kernel } from "./signature.js";

/** assembly/norm: n features over m rows; a pointer of 0 for gamma stands for no gamma and beta. */
export const norm = {
  normMoments32: kernel("moments", "x", "m", "n", "from", "to"),
  normTrack32: kernel("mean", "variance", "moments", "m", "n", "momentum"),
  normBatch32: kernel("c", "moments", "n", "epsilon"),
  normRunning32: kernel("c", "mean", "variance", "n", "epsilon"),
  normForward32: kernel("y", "x", "c", "gamma", "beta", "n", "from", "to"),
  normSums32: kernel("dgamma", "dbeta", "sums", "dy", "x", "c", "m", "n", "from", "to"),
  normBackward32: kernel("dx", "dy", "x", "c", "gamma", "dgamma", "dbeta", "m", "n", "from", "to"),
};
