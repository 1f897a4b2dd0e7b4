/** Elements of a matrix inside a longer buffer: element (i, j) lies at i row + j col. */
export interface Strided {
  readonly data: Float64Array;
  readonly row: number;
  readonly col: number;
}

/** C (+)= A B over rows i < m and columns from <= j < to. */
export interface Product {
  readonly m: number;
  readonly from: number;
  readonly to: number;
  readonly k: number;
  readonly accumulate: boolean;
  readonly a: Strided;
  readonly b: Strided;
  /** `col` is 1. */
  readonly c: Strided;
}

/** The buffer of C afterwards, all of it. */
export type Multiply = (product: Product) => Float64Array;

/** One number of an output: what it becomes, from the old C[i, j] and the p-th factors of its sum. */
export type Entry = (c: number, k: number, a: (p: number) => number, b: (p: number) => number) => number;

/** A product by definition, one entry at a time. */
export const byEntry =
  (entry: Entry): Multiply =>
  ({ m, from, to, k, accumulate, a, b, c }) => {
    const out = c.data.slice();
    for (let i = 0; i < m; i++)
      for (let j = from; j < to; j++)
        out[i * c.row + j] = entry(
          accumulate ? c.data[i * c.row + j]! : 0,
          k,
          (p) => a.data[i * a.row + p * a.col]!,
          (p) => b.data[p * b.row + j * b.col]!,
        );
    return out;
  };

/** c + sum_p a[p] b[p], p ascending, product and sum each rounded. */
export const chain = (round: (x: number) => number): Multiply =>
  byEntry((c, k, a, b) => {
    let sum = c;
    for (let p = 0; p < k; p++) sum = round(sum + round(a(p) * b(p)));
    return sum;
  });

/** In float64. */
export const product64: Multiply = chain((x) => x);

/** |c| + sum_p |a[p]| |b[p]|: what the rounding errors of a sum are measured by. */
export const magnitude: Multiply = byEntry((c, k, a, b) => {
  let sum = Math.abs(c);
  for (let p = 0; p < k; p++) sum += Math.abs(a(p) * b(p));
  return sum;
});
