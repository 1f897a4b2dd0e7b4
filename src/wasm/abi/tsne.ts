import { kernel } from "./signature.js";

const rows = ["from", "to"] as const;

const conditional = kernel(
  "p",
  "beta",
  "x",
  "xStride",
  "y",
  "n",
  "stride",
  "features",
  "entropy",
  "self",
  "row",
  ...rows,
);
const joint = kernel("p", "n", "stride", ...rows);
const forces = kernel("sums", "rows", "p", "x", "xStride", "y", "n", "stride", "dims", "self", ...rows);
const divergence = kernel("out", "p", "y", "stride", "dims", "mass", "exaggeration", ...rows);
const gradient = kernel("g", "stride", "sums", "rows", "dims", "factor", "exaggeration", "mass", ...rows);
const descend = kernel("y", "update", "gain", "g", "rate", "momentum", "least", ...rows);

/** assembly/tsne: each for affinities and maps in float32 and float64; `sums`, `beta`, `out` and `row` are float64. */
export const tsne = {
  tsneConditional32: conditional,
  tsneConditional64: conditional,
  tsneJoint32: joint,
  tsneJoint64: joint,
  tsneForces32: forces,
  tsneForces64: forces,
  tsneDivergence32: divergence,
  tsneDivergence64: divergence,
  tsneGradient32: gradient,
  tsneGradient64: gradient,
  tsneDescend32: descend,
  tsneDescend64: descend,
};
