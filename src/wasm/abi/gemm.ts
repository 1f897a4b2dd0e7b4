import { kernel, reduction } from "./signature.js";

const product = kernel(
  ...(["c", "ldc", "a", "aRow", "aCol", "b", "bRow", "bCol"] as const),
  ...(["m", "from", "to", "k", "accumulate", "scratch"] as const),
);

/** assembly/gemm */
export const gemm = {
  gemmScratch: reduction(),
  gemm32: product,
  gemm64: product,
};
