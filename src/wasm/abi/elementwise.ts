/** Kernels of element by element: elementary functions, their gradients, sums and products. */
import { divided, kernel } from "./signature.js";

/** Elements, of so many nanoseconds each. */
const over = (cost: number) => ({ over: ["n"], grain: 64, cost: [cost] }) as const;

const map = (cost: number) => divided(kernel("out", "x", "n"), { ...over(cost), steps: { out: [4], x: [4] } });
const scaled = (...name: readonly ["a" | "slope"]) =>
  divided(kernel("out", "x", "n", ...name), { ...over(0.15), steps: { out: [4], x: [4] } });
const zip = divided(kernel("out", "x", "y", "n"), { ...over(0.2), steps: { out: [4], x: [4], y: [4] } });
const gradient = (cost: number) =>
  divided(kernel("out", "dy", "y", "n"), { ...over(cost), steps: { out: [4], dy: [4], y: [4] } });

/** assembly/map32.ts: `out` may be any of the inputs. */
export const map32 = {
  mapExp32: map(0.9),
  mapExpm1_32: map(1.2),
  mapLog32: map(1.6),
  mapSigmoid32: map(1.2),
  mapTanh32: map(1.9),
  mapSoftplus32: map(3.5),
  mapRelu32: map(0.15),
  mapActivity32: map(1.2),
  mapLeakyRelu32: scaled("slope"),
  gradRelu32: gradient(0.2),
  gradLeakyRelu32: divided(kernel("out", "dy", "y", "n", "slope"), {
    ...over(0.2),
    steps: { out: [4], dy: [4], y: [4] },
  }),
  gradSigmoid32: gradient(0.2),
  gradTanh32: gradient(0.2),
  gradSoftplus32: gradient(1.2),
  gradActivity32: divided(kernel("out", "dy", "x", "n"), {
    ...over(1.2),
    steps: { out: [4], dy: [4], x: [4] },
  }),
  scale32: scaled("a"),
  add32: zip,
  sub32: zip,
  mul32: zip,
  axpy32: divided(kernel("out", "x", "y", "n", "a"), { ...over(0.2), steps: { out: [4], x: [4], y: [4] } }),
  fill32: divided(kernel("out", "n", "a"), { ...over(0.1), steps: { out: [4] } }),
  copy32: map(0.15),
};

const wideMap = (cost: number) =>
  divided(kernel("out", "x", "n"), { over: ["n"], steps: { out: [8], x: [8] }, grain: 32, cost: [cost] });

/** assembly/map64.ts */
export const map64 = {
  mapExp64: wideMap(2.5),
  mapLog64: wideMap(3.6),
};
