import { divided, kernel } from "./signature.js";

const centreRows = kernel("x", "sums", "pivot", "rows", "d");

/** assembly/scatter.ts */
export const scatter = {
  centreRows32: centreRows,
  centreRows64: centreRows,
  addWidened: divided(kernel("sums", "x", "n"), {
    over: ["n"],
    steps: { sums: [8], x: [4] },
    grain: 64,
    cost: [0.5],
  }),
};
