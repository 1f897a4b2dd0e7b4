import { kernel } from "./signature.js";

const centreRows = kernel("x", "sums", "pivot", "rows", "d");

/** assembly/scatter.ts */
export const scatter = {
  centreRows32: centreRows,
  centreRows64: centreRows,
  addWidened: kernel("sums", "x", "n"),
};
