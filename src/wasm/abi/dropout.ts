import { kernel } from "./signature.js";

/** assembly/dropout.ts: elements [from, from + n) of the stream of key (k0, k1) decide. */
export const dropout = {
  dropout32: kernel("out", "x", "n", "k0", "k1", "from", "rate"),
  masked32: kernel("out", "x", "mask", "n", "scale"),
};
