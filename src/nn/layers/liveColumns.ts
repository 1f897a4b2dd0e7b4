import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";

/** The columns of an input (batch, width) with which a layer multiplies, and what a matrix (rows, width) is on them. */
export interface Columns {
  /** How many. */
  readonly count: number;
  /** The input: (batch, count). */
  readonly x: Pointer;
  /** These columns of a matrix (rows, width): (rows, count). */
  readonly pick: (matrix: Pointer, rows: number) => Pointer;
  /** Has (rows, count) written, and makes it the matrix (rows, width) that is zero in the other columns. */
  readonly spread: (matrix: Pointer, rows: number, write: (at: Pointer) => void) => void;
}

/** From this width, and this many rows of input and of weights on, columns are looked through. */
const [wide, many] = [256, 32];

/** Where a greater share of the columns is live, the copies are not made. */
const worthwhile = 0.85;

/**
 * The columns that are not zero in all of a batch, where it pays to multiply with these alone; else all of them.
 *
 *   y = x W^T = sum over live p of x[:, p] W[:, p]^T,    dW[:, p] = dy^T x[:, p] = 0 where p is not live
 *
 * A third of MNIST's pixels, those near the edge, are blank in all of 128 pictures. For finite W and dy nothing but
 * fma(0, w, c) = c is left out, and the order of the sum stays: y and dW have the bits of the full products, unless a
 * sum underflows to -0. NaN counts as live, -0 does not.
 */
export const liveColumns = (workspace: Workspace, x: Pointer, batch: number, width: number, out: number): Columns => {
  const { kernels, arena } = workspace;
  const all: Columns = { count: width, x, pick: (matrix) => matrix, spread: (matrix, _, write) => write(matrix) };
  if (width < wide || batch < many || out < many) return all;
  const runs = arena.alloc(8 * Math.ceil(width / 2));
  const count = kernels.liveColumns32(runs, x, batch, width);
  if (count > worthwhile * width) return all;

  const pick: Columns["pick"] = (matrix, rows) => {
    const picked = arena.alloc32(rows * count);
    kernels.pickColumns32(picked, matrix, runs, count, rows, width);
    return picked;
  };
  return {
    count,
    x: pick(x, batch),
    pick,
    spread: (matrix, rows, write) => {
      const picked = arena.alloc32(rows * count);
      write(picked);
      kernels.spreadColumns32(matrix, picked, runs, count, rows, width);
    },
  };
};
