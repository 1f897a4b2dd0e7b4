import fc from "fast-check";
import { lengths } from "./data.js";

/** The extents of a row-major matrix. */
export interface Extents {
  readonly m: number;
  readonly n: number;
}

/** No row, one and several; rows from empty to past four blocks. */
export const extents = (block: number): fc.Arbitrary<Extents> =>
  fc.record({ m: fc.nat({ max: 6 }), n: lengths(block) });

/** The rows of m x n values. */
export const rowsOf = (x: Float64Array, { m, n }: Extents): Float64Array[] =>
  Array.from({ length: m }, (_, r) => x.subarray(r * n, (r + 1) * n));
