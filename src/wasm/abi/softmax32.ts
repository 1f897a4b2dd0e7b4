import { divided, kernel } from "./signature.js";

const byRows = (cost: number) => ({ over: ["m"], grain: 1, cost: [cost, "n"] }) as const;

const map = divided(kernel("out", "x", "m", "n"), { ...byRows(2), steps: { out: [4, "n"], x: [4, "n"] } });
const gradient = divided(kernel("out", "dy", "y", "m", "n"), {
  ...byRows(1),
  steps: { out: [4, "n"], dy: [4, "n"], y: [4, "n"] },
});

/** assembly/softmax32.ts: the rows of an m x n matrix; `out` may be any of the inputs. */
export const softmax32 = {
  softmaxRows32: map,
  logSoftmaxRows32: map,
  gradSoftmaxRows32: gradient,
  gradLogSoftmaxRows32: gradient,
};
