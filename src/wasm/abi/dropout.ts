import { divided, kernel } from "./signature.js";

/** assembly/dropout.ts: elements [from, from + n) of the stream of key (k0, k1) decide. */
export const dropout = {
  dropout32: divided(kernel("out", "x", "n", "k0", "k1", "from", "rate"), {
    over: ["n"],
    steps: { out: [4], x: [4], from: [1] },
    grain: 64,
    cost: [1],
  }),
  masked32: divided(kernel("out", "x", "mask", "n", "scale"), {
    over: ["n"],
    steps: { out: [4], x: [4], mask: [4] },
    grain: 64,
    cost: [0.15],
  }),
};
