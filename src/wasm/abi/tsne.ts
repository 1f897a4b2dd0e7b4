import { kernel, reduction } from "./signature.js";

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
const nearest = kernel(
  ...(["p", "which", "beta", "x", "n", "stride", "features", "k", "entropy", "row"] as const),
  ...rows,
);
const forces = kernel("sums", "rows", "p", "x", "xStride", "y", "n", "stride", "dims", "self", ...rows);
const divergence = kernel("out", "p", "y", "stride", "dims", "mass", "exaggeration", ...rows);
const gradient = kernel("g", "stride", "sums", "rows", "dims", "factor", "exaggeration", "mass", ...rows);
const descend = kernel("y", "update", "gain", "g", "rate", "momentum", "least", ...rows);

const tree = reduction("nodes", "sorted", "order", "y", "stride", "n", "scratch");
const repulsion = kernel(
  ...(["sums", "rows", "nodes", "count", "sorted", "stride", "order", "theta"] as const),
  ...rows,
);
const sparse = ["p", "which", "starts", "y", "stride"] as const;
const attraction = kernel("sums", "rows", ...sparse, ...rows);
const sparseDivergence = kernel("out", ...sparse, "mass", "exaggeration", ...rows);

/**
 * assembly/tsne: each for affinities and maps in float32 and float64; `sums`, `beta`, `out` and `row` are float64,
 * `which`, `starts` and `order` int32.
 */
export const tsne = {
  tsneConditional32: conditional,
  tsneConditional64: conditional,
  tsneJoint32: joint,
  tsneJoint64: joint,
  tsneNearest32: nearest,
  tsneNearest64: nearest,
  tsneForces32: forces,
  tsneForces64: forces,
  tsneTreeScratch: reduction("n"),
  tsneTree32: tree,
  tsneTree64: tree,
  tsneRepulsion32: repulsion,
  tsneRepulsion64: repulsion,
  tsneAttraction32: attraction,
  tsneAttraction64: attraction,
  tsneDivergence32: divergence,
  tsneDivergence64: divergence,
  tsneSparseDivergence32: sparseDivergence,
  tsneSparseDivergence64: sparseDivergence,
  tsneGradient32: gradient,
  tsneGradient64: gradient,
  tsneDescend32: descend,
  tsneDescend64: descend,
};
