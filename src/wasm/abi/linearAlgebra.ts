/** Kernels of linear algebra: matrix products, eigenvectors, Fourier transforms. */
import { divided, kernel, reduction } from "./signature.js";

const strides = ["c", "ldc", "a", "aRow", "aCol", "b", "bRow", "bCol"] as const;
const extents = ["from", "to", "k", "accumulate", "scratch"] as const;
const product = kernel(...strides, "m", ...extents);

const scratch = { at: "scratch", bytes: { kernel: "gemmScratch", given: [] } } as const;

/** Columns, or rows: the longer side, of which fewer parts gather what lies along the other one. */
const byColumnsOrRows = (bytes: number, multiplyAdd: number) =>
  divided(
    product,
    { over: ["from", "to"], grain: 64 / bytes, cost: [multiplyAdd, "m", "k"], most: 2, scratch },
    {
      over: ["m"],
      steps: { c: [bytes, "ldc"], a: [bytes, "aRow"] },
      grain: 30, // whole tiles of five rows and of six
      cost: [multiplyAdd, "to", "k"],
      most: 2,
      scratch,
    },
  );

/** assembly/gemm */
export const gemm = {
  gemmScratch: reduction(),
  gemm32: byColumnsOrRows(4, 0.04),
  gemm64: byColumnsOrRows(8, 0.08),
  gemmt64: kernel(...strides, ...extents),
};

/** assembly/eigen.ts */
export const eigen = {
  tridiagonalise: kernel("diagonal", "off", "tau", "a", "scratch", "n"),
  eigenvectors: divided(
    kernel(
      ...(["panels", "cosines", "sweeps", "sweepCount", "rotationCount"] as const),
      ...(["a", "tau", "n", "from", "to"] as const),
    ),
    { over: ["from", "to"], grain: 1, cost: [2, "rotationCount"] },
  ),
};

/** assembly/fft.ts */
export const fft = {
  fftTwiddles: kernel("out", "n"),
  fft: kernel("out", "x", "twiddles", "n", "inverse"),
};
