import { kernel, reduction } from "./signature.js";

/** assembly/columns.ts: the columns of a matrix that are not zero throughout, as runs [from, to) of int32. */
export const columns = {
  liveColumns32: reduction("runs", "x", "m", "n"),
  pickColumns32: kernel("out", "x", "runs", "live", "m", "n"),
  spreadColumns32: kernel("out", "x", "runs", "live", "m", "n"),
};
