import { kernel } from "./signature.js";

/** assembly/map64.ts */
export const map64 = {
  mapExp64: kernel("out", "x", "n"),
  mapLog64: kernel("out", "x", "n"),
};
