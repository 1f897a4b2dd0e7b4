import { kernel } from "./signature.js";

/** assembly/transpose.ts: matrices [from, to), m rows of n each. */
export const transpose = {
  transpose32: kernel("out", "x", "m", "n", "from", "to"),
};
