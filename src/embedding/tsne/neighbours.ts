import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import { logOf } from "./affinities.js";
import { floats, putPoints, type TsneFloats } from "./memory.js";

/** Affinities of some pairs, row by row: row i is starts[i] .. starts[i + 1] - 1, and there p_ij, and j in `which`. */
interface Rows {
  readonly starts: Int32Array;
  readonly which: Int32Array;
  readonly p: ReadonlyFloats;
}

/** Rows in memory, as assembly/tsne/sparse.ts takes them. */
export interface Neighbours {
  readonly starts: Pointer;
  readonly which: Pointer;
  readonly p: Pointer;
}

/** p_ji; its rows are in ascending order, whatever those of p_ij are. */
const transposed = ({ starts, which, p }: Rows): Rows => {
  const n = starts.length - 1;
  const next = new Int32Array(n + 1);
  for (const j of which) next[j + 1]! += 1;
  for (let i = 0; i < n; i++) next[i + 1]! += next[i]!;
  const out = { starts: next.slice(), which: new Int32Array(which.length), p: new Float64Array(p.length) };
  for (let i = 0; i < n; i++)
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const to = next[which[at]!]!++;
      out.which[to] = i;
      out.p[to] = p[at]!;
    }
  return out;
};

/** The least p_ij of a pair, as among all pairs. */
const leastPair = 2 ** -52;

/** (p_ij + p_ji) / 2n wherever there is one of them; rows filled up to fours with the point itself, of affinity 0. */
const symmetric = (conditional: Rows): Rows => {
  const columns = transposed(conditional);
  const rows = transposed(columns);
  const n = rows.starts.length - 1;
  const room = 2 * rows.which.length + 3 * n;
  const out = { starts: new Int32Array(n + 1), which: new Int32Array(room), p: new Float64Array(room) };
  let to = 0;
  for (let i = 0; i < n; i++) {
    let [a, b] = [rows.starts[i]!, columns.starts[i]!];
    const [endA, endB] = [rows.starts[i + 1]!, columns.starts[i + 1]!];
    while (a < endA || b < endB) {
      const [inRow, inColumn] = [a < endA ? rows.which[a]! : n, b < endB ? columns.which[b]! : n];
      const j = Math.min(inRow, inColumn);
      const pair = (inRow === j ? rows.p[a++]! : 0) + (inColumn === j ? columns.p[b++]! : 0);
      out.which[to] = j;
      out.p[to++] = Math.max(leastPair, (0.5 / n) * pair);
    }
    while (to % 4 !== 0) out.which[to++] = i;
    out.starts[i + 1] = to;
  }
  return { starts: out.starts, which: out.which.subarray(0, to), p: out.p.subarray(0, to) };
};

/** p(j | i) of the k nearest neighbours j of each point. */
const nearest = (own: TsneFloats, x: Tensor, perplexity: number, k: number): Rows => {
  const { workspace } = own;
  const { arena } = workspace;
  const n = x.shape[0]!;
  const width = 4 * Math.ceil(k / 4);
  return arena.scope(() => {
    const points = putPoints(floats(workspace, "float64"), x);
    const [p, which] = [arena.alloc(own.bytes * n * width), arena.alloc(4 * n * width)];
    const [beta, row] = [arena.alloc64(n), arena.alloc64(2 * points.stride)];
    const entropy = logOf(workspace, perplexity);
    own.nearest(p, which, beta, points.at, n, points.stride, points.dims, k, entropy, row, 0, n);
    const [values, columns] = [own.view(p, n * width), arena.i32(which, n * width)];
    const out = { p: new Float64Array(n * k), which: new Int32Array(n * k) };
    for (let i = 0; i < n; i++) {
      out.p.set(values.subarray(i * width, i * width + k), i * k);
      out.which.set(columns.subarray(i * width, i * width + k), i * k);
    }
    return { ...out, starts: Int32Array.from({ length: n + 1 }, (_, i) => i * k) };
  });
};

/**
 * P of the points x, [n, d], each with its k nearest neighbours alone, in the current scope of the arena.
 *
 * The search is exact and goes through all pairs, once: at 10,000 points it takes as long as a few iterations of the
 * exact forces.
 */
export const neighbours = (
  own: TsneFloats,
  x: Tensor,
  perplexity: number,
  k = Math.floor(3 * perplexity),
): Neighbours => {
  const { arena } = own.workspace;
  const { starts, which, p } = symmetric(nearest(own, x, perplexity, k));
  const putIntegers = (values: Int32Array): Pointer => {
    const at = arena.alloc(4 * values.length);
    arena.i32(at, values.length).set(values);
    return at;
  };
  const at = arena.alloc(own.bytes * p.length);
  own.view(at, p.length).set(p);
  return { starts: putIntegers(starts), which: putIntegers(which), p: at };
};
