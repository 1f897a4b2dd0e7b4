/** Kernels of t-SNE. */
import { divided, kernel, reduction } from "./signature.js";

const rows = ["from", "to"] as const;

const conditional = divided(
  kernel(
    ...(["p", "beta", "x", "xStride", "y", "n", "stride", "features", "entropy", "self", "row"] as const),
    ...rows,
  ),
  { over: rows, grain: 1, cost: [20, "n"], scratch: { at: "row", bytes: [8, "stride"] } },
);
/** The rows of a triangle. */
const joint = divided(kernel("p", "n", "stride", ...rows), { over: rows, grain: 16, cost: [2, "n"] });
const nearest = divided(
  kernel(...(["p", "which", "beta", "x", "n", "stride", "features", "k", "entropy", "row"] as const), ...rows),
  { over: rows, grain: 1, cost: [1, "n", "features"], scratch: { at: "row", bytes: [16, "stride"] } },
);
const forces = divided(kernel("sums", "rows", "p", "x", "xStride", "y", "n", "stride", "dims", "self", ...rows), {
  over: rows,
  grain: 1,
  cost: [1, "n"],
});
const divergence = divided(kernel("out", "p", "y", "stride", "dims", "normalizer", "exaggeration", ...rows), {
  over: rows,
  grain: 1,
  cost: [2, "stride"],
});
const gradient = divided(
  kernel("g", "stride", "sums", "rows", "dims", "factor", "exaggeration", "normalizer", ...rows),
  {
    over: rows,
    grain: 16,
    cost: [3, "dims"],
  },
);
const descend = divided(kernel("y", "update", "gain", "g", "rate", "momentum", "least", ...rows), {
  over: rows,
  grain: 64,
  cost: [1],
});

const tree = reduction("nodes", "sorted", "order", "y", "stride", "n", "scratch");
/** Along a curve through the plane, on which the walk of the tree is as long as the next one. */
const repulsion = divided(
  kernel(...(["sums", "rows", "nodes", "count", "sorted", "stride", "order", "theta"] as const), ...rows),
  { over: rows, grain: 16, cost: [2000] },
);
const sparse = ["p", "which", "starts", "y", "stride"] as const;
const attraction = divided(kernel("sums", "rows", ...sparse, ...rows), { over: rows, grain: 16, cost: [150] });
const sparseDivergence = divided(kernel("out", ...sparse, "normalizer", "exaggeration", ...rows), {
  over: rows,
  grain: 16,
  cost: [300],
});

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
