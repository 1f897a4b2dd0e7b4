import { divided, kernel, reduction } from "./signature.js";

const groups = ["from", "to"] as const;
const rows = ["from", "to"] as const;

const distances = (cost: number, ...sizes: readonly ("k" | "d")[]) =>
  divided(kernel("out", "x", "maps", ...groups, "k", "d", "columns"), {
    over: groups,
    grain: 1,
    cost: [cost, ...sizes],
  });

/** assembly/mixture.ts */
export const mixture = {
  mixtureDistances: distances(0.8, "k", "d", "d"),
  mixtureDiagonalDistances: distances(2, "k", "d"),
  mixturePosterior: divided(
    kernel(...(["q", "evidence", "entropy", "distances", "offsets", "weights"] as const), ...groups, "k", "columns"),
    { over: groups, grain: 1, cost: [40, "k"] },
  ),
  mixtureScratch: reduction("rows"),
  mixtureSums: divided(
    kernel(...(["sums", "x", "q", "first", "groups", "d", "dense", "outputs", "columns", "scratch"] as const), ...rows),
    {
      over: rows,
      grain: 1,
      cost: [1, "groups", "outputs"],
      scratch: { at: "scratch", bytes: { kernel: "mixtureScratch", given: [[1, "to"]] } },
    },
  ),
};
