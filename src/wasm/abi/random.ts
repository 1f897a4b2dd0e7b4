/** Kernels of random streams: numbers, masks, dropout. */
import { divided, kernel } from "./signature.js";

/** Elements of so many bytes and nanoseconds. */
const elements = (bytes: number, cost: number) =>
  ({ over: ["n"], steps: { out: [bytes], from: [1] }, grain: 64, cost: [cost] }) as const;

const stream = kernel("out", "n", "k0", "k1", "from");

/** assembly/random.ts, assembly/normal.ts: elements [from, from + n) of the stream of key (k0, k1). */
export const random = {
  threefry: divided(kernel("out", "n", "k0", "k1", "from", "high"), elements(8, 2)),
  uniform32: divided(stream, elements(4, 1)),
  uniform64: divided(stream, elements(8, 2.5)),
  normal32: divided(stream, elements(4, 3)),
  normal64: divided(stream, elements(8, 8)),
  keepMask32: divided(kernel("out", "n", "k0", "k1", "from", "rate"), elements(4, 1)),
};

/** assembly/dropout.ts: elements [from, from + n) of the stream of key (k0, k1) decide. */
export const dropout = {
  dropout32: divided(kernel("out", "x", "n", "k0", "k1", "from", "rate"), {
    over: ["n"],
    steps: { out: [4], x: [4], from: [1] },
    grain: 64,
    cost: [1],
  }),
  masked32: divided(kernel("out", "x", "mask", "n", "scale"), {
    over: ["n"],
    steps: { out: [4], x: [4], mask: [4] },
    grain: 64,
    cost: [0.15],
  }),
};
