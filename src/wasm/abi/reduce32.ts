import { kernel, reduction } from "./signature.js";

/** assembly/reduce32.ts: sums in float64; matrices are m x n, row-major. */
export const reduce32 = {
  sum32: reduction("x", "n"),
  sumSquares32: reduction("x", "n"),
  dot32: reduction("x", "y", "n"),
  max32: reduction("x", "n"),
  rowSums32: kernel("out", "x", "m", "n"),
  columnSums32: kernel("out", "x", "m", "n"),
  argmaxRows32: kernel("out", "x", "m", "n"),
  addRow32: kernel("out", "x", "row", "m", "n"),
};
