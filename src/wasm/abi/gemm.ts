import { kernel, reduction } from "./signature.js";

const strides = ["c", "ldc", "a", "aRow", "aCol", "b", "bRow", "bCol"] as const;
const extents = ["from", "to", "k", "accumulate", "scratch"] as const;

/** assembly/gemm */
export const gemm = {
  gemmScratch: reduction(),
  gemm32: kernel(...strides, "m", ...extents),
  gemm64: kernel(...strides, "m", ...extents),
  gemmt64: kernel(...strides, ...extents),
};
