import { kernel } from "./signature.js";

/** assembly/softmax32.ts: the rows of an m x n matrix; `out` may be any of the inputs. */
export const softmax32 = {
  softmaxRows32: kernel("out", "x", "m", "n"),
  logSoftmaxRows32: kernel("out", "x", "m", "n"),
  gradSoftmaxRows32: kernel("out", "dy", "y", "m", "n"),
  gradLogSoftmaxRows32: kernel("out", "dy", "y", "m", "n"),
};
