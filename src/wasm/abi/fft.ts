import { kernel } from "./signature.js";

/** assembly/fft.ts */
export const fft = {
  fftTwiddles: kernel("out", "n"),
  fft: kernel("out", "x", "twiddles", "n", "inverse"),
};
