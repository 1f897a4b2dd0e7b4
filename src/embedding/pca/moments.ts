import { either as E, function as F, type monoid } from "fp-ts";
import { expectTensor } from "../../core/checks.js";
import { countRows, type NotFinite, notFinite } from "../../core/points.js";
import type { ShapeMismatch } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { badData, type Failure, numerical } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { blockRows, centredBlocks, type FloatKernels, floatKernelsOf } from "./blocks.js";

/**
 * Sums over rows x, in float64, less a fixed pivot that is the same for all chunks:
 *
 *   count   n        sum   sum_i x_i  (d)        squares   sum_i |x_i|^2        products   sum_i L(x_i) x_i^T  (r, d)
 *
 * L is the identity, of which only the lower triangle is kept, or a projection on r rows.
 */
export interface PcaMoments {
  readonly count: number;
  readonly sum: Float64Array;
  readonly squares: number;
  readonly products: Float64Array;
}

const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]!);

/** Moments of several sets of rows of d numbers together, with r rows of products. */
export const momentsMonoid = (d: number, r = d): monoid.Monoid<PcaMoments> => ({
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
  readonly prepare: (workspace: Workspace, floats: FloatKernels) => Multiply;
}

/** Rows of a block of the triangle: of d = 784 columns, four sevenths of the square are computed. */
const triangleRows = 128;

/** The covariance of more columns does not fit into memory. */
const mostColumns = 14_000;

const tooManyColumns = (d: number): Failure<"TooManyColumns"> =>
  badData("TooManyColumns", "the covariance of so many columns does not fit into memory", {
    expected: `at most ${mostColumns}`,
    got: String(d),
    hint: 'give the method "randomized"',
  });

const triangle = (d: number): Products => ({
  rows: d,
  prepare: ({ arena, kernels }, { gemm, after }) => {
    const scratch = arena.alloc(kernels.gemmScratch());
    return (out, block, rows, accumulate) => {
      for (let i = 0; i < d; i += triangleRows) {
        const to = Math.min(i + triangleRows, d);
        gemm(after(out, i * d), d, after(block, i), 1, d, block, d, 1, to - i, 0, to, rows, accumulate, scratch);
      }
    };
  },
});

/**
 * sum x x^T, the lower triangle.
 *
 * Errors: `TooManyColumns`.
 */
export const gram = (d: number): E.Either<Failure, Products> =>
  d <= mostColumns ? E.right(triangle(d)) : E.left(tooManyColumns(d));

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

const accumulate = (workspace: Workspace, pivot: Float64Array, products: Products, chunk: Tensor): PcaMoments => {
  const { arena, kernels } = workspace;
  const floats = floatKernelsOf(workspace, chunk);
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
  (chunk: Tensor): E.Either<ShapeMismatch | NotFinite, PcaMoments> =>
    F.pipe(
      countRows("the chunk", chunk, pivot.length),
      E.map(() => runtime.using((workspace) => accumulate(workspace, pivot, products, chunk))),
      E.filterOrElseW(
        ({ sum }) => sum.every(Number.isFinite),
        () => firstNotFinite(chunk),
      ),
    );

/**
 * What is subtracted before sums are made: the mean of the first chunk, rounded to float32, so that it is the same
 * number for float32 data. Near the mean no digits are lost to it; the result does not depend on it otherwise.
 */
const pivotOf = ({ shape, data }: Tensor): Float64Array => {
  const [n, d] = [shape[0]!, shape[1]!];
  const sum = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) sum[j]! += data[i * d + j]!;
  return sum.map((s) => Math.fround(s / Math.max(1, n)));
};

/** The moments of all chunks, and what they are about. */
export interface ShiftedMoments {
  readonly pivot: Float64Array;
  readonly moments: PcaMoments;
}

const tooFewRows = (got: string): Failure<"TooFewRows"> =>
  badData("TooFewRows", "that is too little data", { expected: "two rows or more", got });

/** Goes through the chunks once: the sum of the moments monoid, about a known pivot or that of the first chunk. */
export const momentsOfAll = (
  runtime: Runtime,
  productsOf: (d: number) => E.Either<Failure, Products>,
  chunks: Iterable<Tensor>,
  known?: Float64Array,
): E.Either<Failure, ShiftedMoments> => {
  let all: ShiftedMoments | undefined;
  for (const chunk of chunks) {
    const counted = E.chainW((x: Tensor) => countRows("the data", x))(expectTensor("a chunk of the data", chunk));
    if (E.isLeft(counted)) return counted;
    const pivot: Float64Array = all?.pivot ?? known ?? pivotOf(chunk);
    const products = productsOf(pivot.length);
    if (E.isLeft(products)) return products;
    const { empty, concat } = momentsMonoid(pivot.length, products.right.rows);
    const moments = momentsOf(runtime, pivot, products.right)(chunk);
    if (E.isLeft(moments)) return moments;
    all = { pivot, moments: concat(all?.moments ?? empty, moments.right) };
  }
  if (all === undefined) return E.left(tooFewRows("no chunk"));
  const { count, squares, products } = all.moments;
  if (count < 2) return E.left(tooFewRows(String(count)));
  return Number.isFinite(squares) && products.every(Number.isFinite)
    ? E.right(all)
    : E.left(numerical("Overflow", "the squares overflow", { hint: "scale the data, or give them in float64" }));
};

/** n - 1 times the covariance's rows of products: less n L(m) m^T, m = sum / n, L(m) given. */
export const centredProducts = ({ count, sum, products }: PcaMoments, image: ArrayLike<number>): Float64Array => {
  const d = sum.length;
  return products.map((p, at) => p - (image[Math.floor(at / d)]! * sum[at % d]!) / count);
};
