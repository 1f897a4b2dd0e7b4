import { kernel } from "./signature.js";

/** assembly/gather.ts: rows of a data set of n numbers a row, by their int32 numbers. */
export const gather = {
  gatherBytes32: kernel("out", "x", "rows", "n", "divisor", "from", "to"),
  gather32: kernel("out", "x", "rows", "n", "from", "to"),
};
