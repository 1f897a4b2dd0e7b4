import { either as E, function as F, type monoid } from "fp-ts";
import { countRows, type NotFinite, notFinite } from "../../core/points.js";
import type { ShapeMismatch } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { blockRows, centredBlocks, type Floats, floatsOf } from "./blocks.js";

/**
 * Sums over rows x, in float64, less a fixed pivot that is the same for all chunks:
 *
 *   count   n        sum   sum_i x_i  (d)        squares   sum_i |x_i|^2        products   sum_i L(x_i) x_i^T  (r, d)
 *
 * L is the identity, of which only the lower triangle is kept, or a projection on r rows.
 */
export interface Moments {
  readonly count: number;
  readonly sum: Float64Array;
  readonly squares: number;
  readonly products: Float64Array;
}

const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]!);

/** Moments of several sets of rows of d numbers together, with r rows of products. */
export const momentsMonoid = (d: number, r = d): monoid.Monoid<Moments> => ({
  empty: { count: 0, sum: new Float64Array(d), squares: 0, products: new Float64Array(r * d) },
  concat: (a, b) => ({
    count: a.count + b.count,
    sum: added(a.sum, b.sum),
    squares: a.squares + b.squares,
    products: added(a.products, b.products),
  }),
});

/** out (r, d) = sum over the rows of a block of L(x) x^T, or added to what is there. */
type Multiply = (out: Pointer, block: Pointer, rows: number, accumulate: 0 | 1) => void;

/** Which products are summed. */
export interface Products {
  readonly rows: number;
  readonly prepare: (workspace: Workspace, floats: Floats) => Multiply;
}

/** Rows of a tile of the triangle: of d = 784 columns, four sevenths of the square are computed. */
const tile = 128;

/** sum x x^T, the lower triangle. */
export const gram = (d: number): Products => ({
  rows: d,
  prepare: ({ arena, kernels }, { gemm, after }) => {
    const scratch = arena.alloc(kernels.gemmScratch());
    return (out, block, rows, accumulate) => {
      for (let i = 0; i < d; i += tile) {
        const to = Math.min(i + tile, d);
        gemm(after(out, i * d), d, after(block, i), 1, d, block, d, 1, to - i, 0, to, rows, accumulate, scratch);
      }
    };
  },
});

/** sum (Q x) x^T for Q (r, d). */
export const sketch = (q: Float64Array, d: number): Products => {
  const r = q.length / d;
  return {
    rows: r,
    prepare: ({ arena, kernels }, { gemm, put, alloc }) => {
      const [scratch, at, y] = [arena.alloc(kernels.gemmScratch()), put(q), alloc(blockRows * r)];
      return (out, block, rows, accumulate) => {
        gemm(y, r, block, d, 1, at, 1, d, rows, 0, r, d, 0, scratch);
        gemm(out, d, y, 1, r, block, d, 1, r, 0, d, rows, accumulate, scratch);
      };
    },
  };
};

/** The row and the value of the first number that is none. */
const firstNotFinite = ({ shape, data }: Tensor): NotFinite => {
  let at = 0;
  while (Number.isFinite(data[at]!)) at++;
  return notFinite("the rows", Math.floor(at / shape[1]!), data[at]!);
};

const gather = (workspace: Workspace, pivot: Float64Array, products: Products, chunk: Tensor): Moments => {
  const { arena, kernels } = workspace;
  const floats = floatsOf(workspace, chunk);
  const [d, size] = [pivot.length, products.rows * pivot.length];
  const [sum, total] = [arena.put64(new Float64Array(d)), arena.put64(new Float64Array(size))];
  const multiply = products.prepare(workspace, floats);
  const ofBlock = floats.single ? arena.put32(new Float32Array(size)) : total;
  let squares = 0;
  centredBlocks(floats, chunk, pivot, sum, (block, rows) => {
    squares += floats.squaredNorm(block, 0, rows * d);
    multiply(ofBlock, block, rows, floats.single ? 0 : 1);
    if (floats.single) kernels.addWidened(total, ofBlock, size);
  });
  return { count: chunk.shape[0]!, sum: arena.f64(sum, d).slice(), squares, products: arena.f64(total, size).slice() };
};

/**
 * The moments of a chunk (n, d). Float32 data are multiplied in float32, 512 rows at a time, and those sums added in
 * float64: off by under 512 2^-24 of the sum of magnitudes, and by about 1e-6 of it where signs vary.
 *
 * Errors: `ShapeMismatch`, `NotFinite`.
 */
export const momentsOf =
  (runtime: Runtime, pivot: Float64Array, products: Products) =>
  (chunk: Tensor): E.Either<ShapeMismatch | NotFinite, Moments> =>
    F.pipe(
      countRows("the chunk", chunk, pivot.length),
      E.map(() => runtime.using((workspace) => gather(workspace, pivot, products, chunk))),
      E.filterOrElseW(
        ({ sum }) => sum.every(Number.isFinite),
        () => firstNotFinite(chunk),
      ),
    );
