import { kernel } from "./signature.js";

/** assembly/random.ts, assembly/normal.ts: elements [from, from + n) of the stream of key (k0, k1). */
export const random = {
  threefry: kernel("out", "n", "k0", "k1", "from", "high"),
  uniform32: kernel("out", "n", "k0", "k1", "from"),
  uniform64: kernel("out", "n", "k0", "k1", "from"),
  normal32: kernel("out", "n", "k0", "k1", "from"),
  normal64: kernel("out", "n", "k0", "k1", "from"),
  keepMask32: kernel("out", "n", "k0", "k1", "from", "rate"),
};
