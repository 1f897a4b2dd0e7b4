import { kernel } from "./signature.js";

const groups = ["from", "to"] as const;

const distances = kernel("out", "x", "maps", ...groups, "k", "d", "columns");

/** assembly/mixture.ts */
export const mixture = {
  mixtureDistances: distances,
  mixtureDiagonalDistances: distances,
  mixturePosterior: kernel(
    ...(["q", "evidence", "entropy", "distances", "offsets", "weights"] as const),
    ...groups,
    "k",
    "columns",
  ),
  mixtureMonomials: kernel("out", "x", ...groups, "d", "dense", "columns"),
};
