import { divided, kernel, reduction } from "./signature.js";

const byRows = (cost: number) => ({ over: ["m"], grain: 1, cost: [cost, "n"] }) as const;

/** assembly/reduce32.ts: sums in float64; matrices are m x n, row-major. */
export const reduce32 = {
  sum32: reduction("x", "n"),
  sumSquares32: reduction("x", "n"),
  dot32: reduction("x", "y", "n"),
  max32: reduction("x", "n"),
  rowSums32: divided(kernel("out", "x", "m", "n"), { ...byRows(0.3), steps: { out: [4], x: [4, "n"] } }),
  columnSums32: divided(kernel("out", "x", "m", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 16, // on one line of the cache
    cost: [0.3, "m"],
  }),
  argmaxRows32: divided(kernel("out", "x", "m", "n"), { ...byRows(1), steps: { out: [4], x: [4, "n"] } }),
  addRow32: divided(kernel("out", "x", "row", "m", "n"), {
    ...byRows(0.2),
    steps: { out: [4, "n"], x: [4, "n"] },
  }),
};
