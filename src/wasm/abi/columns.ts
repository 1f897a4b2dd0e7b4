import { divided, kernel, reduction } from "./signature.js";

/** assembly/columns.ts: the columns of a matrix that are not zero throughout, as runs [from, to) of int32. */
export const columns = {
  liveColumns32: reduction("runs", "x", "m", "n"),
  pickColumns32: divided(kernel("out", "x", "runs", "live", "m", "n"), {
    over: ["m"],
    steps: { out: [4, "live"], x: [4, "n"] },
    grain: 4,
    cost: [0.2, "n"],
  }),
  spreadColumns32: divided(kernel("out", "x", "runs", "live", "m", "n"), {
    over: ["m"],
    steps: { out: [4, "n"], x: [4, "live"] },
    grain: 4,
    cost: [0.2, "n"],
  }),
};
