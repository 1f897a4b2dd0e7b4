import { divided, kernel } from "./signature.js";

/** assembly/gather.ts: rows of a data set of n numbers a row, by their int32 numbers. */
export const gather = {
  gatherBytes32: divided(kernel("out", "x", "rows", "n", "divisor", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.4, "n"],
  }),
  gather32: divided(kernel("out", "x", "rows", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.2, "n"],
  }),
};
