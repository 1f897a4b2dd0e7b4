import { kernel } from "./signature.js";

/** assembly/random.ts */
export const random = {
  threefry: kernel("out", "n", "k0", "k1", "from"),
};
