import { reduction } from "./signature.js";

/** assembly/reduce64.ts */
export const reduce64 = {
  sum64: reduction("x", "n"),
};
