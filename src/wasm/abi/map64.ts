import { divided, kernel } from "./signature.js";

const map = (cost: number) =>
  divided(kernel("out", "x", "n"), { over: ["n"], steps: { out: [8], x: [8] }, grain: 32, cost: [cost] });

/** assembly/map64.ts */
export const map64 = {
  mapExp64: map(2.5),
  mapLog64: map(3.6),
};
