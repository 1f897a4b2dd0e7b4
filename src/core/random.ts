import type { Pointer } from "../wasm/arena.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import { foldIn, type Key } from "./key.js";
import { type Shape, size } from "./shape.js";
import { type Tensor, tensor } from "./tensor.js";
import { threefry } from "./threefry.js";

/** Which floats a tensor is drawn in. The numbers of the two are different draws, not roundings of one another. */
export type Precision = "float32" | "float64";

/** A workspace for as long as something is drawn in it: a runtime has one to lend. */
export type Lender = Pick<Runtime, "using">;

type Fill = (out: Pointer, n: number, k0: number, k1: number, from: number) => void;

const draw =
  (fills: (workspace: Workspace) => Record<Precision, Fill>) =>
  (runtime: Lender, key: Key, shape: Shape, precision: Precision = "float32"): Tensor =>
    runtime.using((workspace) => {
      const { arena } = workspace;
      const n = size(shape);
      const out = precision === "float32" ? arena.alloc32(n) : arena.alloc64(n);
      fills(workspace)[precision](out, n, key.k0, key.k1, 0);
      return tensor(shape, (precision === "float32" ? arena.f32(out, n) : arena.f64(out, n)).slice());
    });

/**
 * Uniform numbers in [0, 1), in steps of 2^-24 (float32) or 2^-53 (float64). Element i depends on (key, i) alone.
 */
export const uniform = draw(({ kernels }) => ({ float32: kernels.uniform32, float64: kernels.uniform64 }));

/**
 * Standard normal numbers, by Box and Muller. Element i depends on (key, i) alone.
 *
 * No float32 lies beyond 6.66, no float64 beyond 8.65: 3e-11 and 5e-18 of a true normal sample do.
 */
export const normal = draw(({ kernels }) => ({ float32: kernels.normal32, float64: kernels.normal64 }));

/** The largest multiple of `below` among 32-bit words: a word beneath it has a remainder that favours no number. */
const fairEnd = (below: number): number => 2 ** 32 - (2 ** 32 % below);

const expectBelow = (below: number): void => {
  if (!Number.isInteger(below) || below < 1 || below > 2 ** 32)
    throw new RangeError(`integers are drawn below an integer from 1 to 2^32, not below ${below}`);
};

/** The first fair word of the streams key, foldIn(key, 1), foldIn(key, 2), ..., at counter i. */
const fairWord = (key: Key, i: number, end: number): number => {
  for (let attempt = 0; ; attempt++) {
    const { k0, k1 } = attempt === 0 ? key : foldIn(key, attempt);
    const word = threefry([k0, k1], [i, 0]).find((candidate) => candidate < end);
    if (word !== undefined) return word;
  }
};

/**
 * Integers 0, ..., below - 1, each equally probable to the last bit: words that would favour some are drawn again.
 *
 * Float64 by default, which holds them all; below 2^24 float32 does too. Throws a RangeError where `below` is not an
 * integer from 1 to 2^32.
 *
 * @example
 * [...integers(runtime, key(3), [4], 1).data] // => [0, 0, 0, 0]
 */
export const integers = (
  runtime: Lender,
  key: Key,
  shape: Shape,
  below: number,
  precision: Precision = "float64",
): Tensor => {
  expectBelow(below);
  const end = fairEnd(below);
  const n = size(shape);
  const out = precision === "float32" ? new Float32Array(n) : new Float64Array(n);
  runtime.using(({ kernels, arena }) => {
    const at = arena.alloc(8 * n);
    kernels.threefry(at, n, key.k0, key.k1, 0, 0);
    const words = new Uint32Array(arena.i32(at, 2 * n).buffer, at, 2 * n);
    for (let i = 0; i < n; i++) {
      const word = words[2 * i]!;
      out[i] = (word < end ? word : fairWord(key, i, end)) % below;
    }
  });
  return tensor(shape, out);
};

/**
 * A permutation of 0, ..., n - 1, each of the n! equally probable as far as words are random (Fisher and Yates, each
 * exchange with a fair integer).
 *
 * @example
 * [...permutation(key(5), 4)].sort() // => [0, 1, 2, 3]
 */
export const permutation = (key: Key, n: number): Uint32Array => {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = fairWord(key, i, fairEnd(i + 1)) % (i + 1);
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  return order;
};
