/**
 * The namespace `random`: draws as the public asks for them, with checks. Inside the library they are those of
 * `random.ts`, which take what is known to be right.
 */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import { checked, expectCount, expectExtents, expectKey, expectName, expectOptions, expectRuntime } from "./checks.js";
import type { Key } from "./key.js";
import * as random from "./random.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** In which floats numbers are drawn. */
export interface DrawOptions {
  /** "float32" if absent; of `integers`, "float64", which holds them all. */
  readonly precision?: random.Precision;
}

const precisionOf = (
  runtime: Runtime,
  key: Key,
  shape: Shape,
  options: DrawOptions,
  usual: random.Precision,
): E.Either<Failure, random.Precision> =>
  F.pipe(
    checked(
      options,
      expectRuntime(runtime),
      expectKey(key),
      expectExtents(shape),
      expectOptions(options, ["precision"]),
    ),
    E.map(({ precision = usual }) => precision),
    E.chainFirst((precision) => expectName("precision", precision, ["float32", "float64"])),
  );

/**
 * Uniform numbers in [0, 1), in steps of 2^-24 (float32) or 2^-53 (float64). Element i depends on (key, i) alone.
 *
 * Errors: `BadArgument` where the shape or the key is none; `BadOption`.
 *
 * @example
 * E.map(({ shape }) => shape)(uniform(runtime, key(1), [2, 3])) // => E.right([2, 3])
 */
export const uniform = (
  runtime: Runtime,
  key: Key,
  shape: Shape,
  options: DrawOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    precisionOf(runtime, key, shape, options, "float32"),
    E.map((precision) => random.uniform(runtime, key, shape, precision)),
  );

/**
 * Standard normal numbers, by Box and Muller. Element i depends on (key, i) alone.
 *
 * No float32 lies beyond 6.66, no float64 beyond 8.65: 3e-11 and 5e-18 of a true normal sample do.
 * Errors: as `uniform`.
 *
 * @example
 * E.isLeft(normal(runtime, key(1), [2, -3])) // => true
 */
export const normal = (
  runtime: Runtime,
  key: Key,
  shape: Shape,
  options: DrawOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    precisionOf(runtime, key, shape, options, "float32"),
    E.map((precision) => random.normal(runtime, key, shape, precision)),
  );

/**
 * Integers 0, ..., below - 1, each equally probable to the last bit: words that would favour some are drawn again.
 *
 * below: 1 to 2^32. Float64 by default; below 2^24 float32 holds them too.
 * Errors: as `uniform`.
 *
 * @example
 * E.map(({ data }) => [...data])(integers(runtime, key(3), [4], { below: 1 })) // => E.right([0, 0, 0, 0])
 */
export const integers = (
  runtime: Runtime,
  key: Key,
  shape: Shape,
  options: DrawOptions & { readonly below: number },
): E.Either<Failure, Tensor> => {
  const { below, ...rest } = options ?? {};
  return F.pipe(
    precisionOf(runtime, key, shape, rest, "float64"),
    E.chainFirst(() => expectCount("below", below, { most: 2 ** 32 })),
    E.map((precision) => random.integers(runtime, key, shape, below, precision)),
  );
};

/**
 * A permutation of 0, ..., count - 1, each equally probable as far as words are random (Fisher and Yates, each exchange
 * with a fair integer).
 *
 * Errors: `BadArgument`, `BadOption`.
 *
 * @example
 * E.map((order) => [...order].sort())(permutation(key(5), { count: 4 })) // => E.right([0, 1, 2, 3])
 */
export const permutation = (key: Key, options: { readonly count: number }): E.Either<Failure, Uint32Array> =>
  F.pipe(
    checked(options, expectKey(key), expectOptions(options, ["count"])),
    E.chainFirst(({ count }) => expectCount("count", count, { least: 0, most: 2 ** 31 })),
    E.map(({ count }) => random.permutation(key, count)),
  );

export type { Precision } from "./random.js";
