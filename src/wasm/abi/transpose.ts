import { divided, kernel } from "./signature.js";

/** assembly/transpose.ts: matrices [from, to), m rows of n each. */
export const transpose = {
  transpose32: divided(kernel("out", "x", "m", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.5, "m", "n"],
  }),
};
