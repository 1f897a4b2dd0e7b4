/** Kernels of rows and columns: reductions, softmax, what is gathered, picked, centred or transposed. */
import { divided, kernel, reduction } from "./signature.js";

const byRows = (cost: number) => ({ over: ["m"], grain: 1, cost: [cost, "n"] }) as const;

/** assembly/reduce32.ts: sums in float64; matrices are m x n, row-major. */
export const reduce32 = {
  sum32: reduction("x", "n"),
  sumSquares32: reduction("x", "n"),
  dot32: reduction("x", "y", "n"),
  max32: reduction("x", "n"),
  rowSums32: divided(kernel("out", "x", "m", "n"), { ...byRows(0.3), steps: { out: [4], x: [4, "n"] } }),
  columnSums32: divided(kernel("out", "x", "m", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 16, // on one line of the cache
    cost: [0.3, "m"],
  }),
  argmaxRows32: divided(kernel("out", "x", "m", "n"), { ...byRows(1), steps: { out: [4], x: [4, "n"] } }),
  addRow32: divided(kernel("out", "x", "row", "m", "n"), {
    ...byRows(0.2),
    steps: { out: [4, "n"], x: [4, "n"] },
  }),
};

/** assembly/reduce64.ts */
export const reduce64 = {
  sum64: reduction("x", "n"),
};

const softmax = divided(kernel("out", "x", "m", "n"), { ...byRows(2), steps: { out: [4, "n"], x: [4, "n"] } });
const gradSoftmax = divided(kernel("out", "dy", "y", "m", "n"), {
  ...byRows(1),
  steps: { out: [4, "n"], dy: [4, "n"], y: [4, "n"] },
});

/** assembly/softmax32.ts: the rows of an m x n matrix; `out` may be any of the inputs. */
export const softmax32 = {
  softmaxRows32: softmax,
  logSoftmaxRows32: softmax,
  gradSoftmaxRows32: gradSoftmax,
  gradLogSoftmaxRows32: gradSoftmax,
};

/** assembly/gather.ts: rows of a data set of n numbers a row, by their int32 numbers. */
export const gather = {
  gatherBytes32: divided(kernel("out", "x", "rows", "n", "divisor", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.4, "n"],
  }),
  gather32: divided(kernel("out", "x", "rows", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.2, "n"],
  }),
};

/** assembly/columns.ts: the columns of a matrix that are not zero throughout, as runs [from, to) of int32. */
export const columns = {
  liveColumns32: reduction("runs", "x", "m", "n"),
  pickColumns32: divided(kernel("out", "x", "runs", "live", "m", "n"), {
    over: ["m"],
    steps: { out: [4, "live"], x: [4, "n"] },
    grain: 4,
    cost: [0.2, "n"],
  }),
  spreadColumns32: divided(kernel("out", "x", "runs", "live", "m", "n"), {
    over: ["m"],
    steps: { out: [4, "n"], x: [4, "live"] },
    grain: 4,
    cost: [0.2, "n"],
  }),
};

const centreRows = kernel("x", "sums", "pivot", "rows", "d");

/** assembly/scatter.ts */
export const scatter = {
  centreRows32: centreRows,
  centreRows64: centreRows,
  addWidened: divided(kernel("sums", "x", "n"), {
    over: ["n"],
    steps: { sums: [8], x: [4] },
    grain: 64,
    cost: [0.5],
  }),
};

/** assembly/transpose.ts: matrices [from, to), m rows of n each. */
export const transpose = {
  transpose32: divided(kernel("out", "x", "m", "n", "from", "to"), {
    over: ["from", "to"],
    grain: 1,
    cost: [0.5, "m", "n"],
  }),
};
