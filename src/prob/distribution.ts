/** What the families are functions from and to. */
import { either as E, function as F } from "fp-ts";
import {
  checked,
  expectCount,
  expectKey,
  expectModel,
  expectNumbers,
  expectOptions,
  expectRuntime,
} from "../core/checks.js";
import type { Key } from "../core/key.js";
import type { ReadonlyFloats, Tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";

/**
 * A distribution over rows of `width` numbers, as a record of pure functions: each family is a function from its
 * parameters to this record. Values in nats, by the engine's exp and log: for evaluation.
 */
export interface Distribution {
  /** How many numbers one draw has. */
  readonly width: number;
  /** E[x] */
  readonly mean: ReadonlyFloats;
  /** -E[log p(x)]; for the continuous families the differential entropy. */
  readonly entropy: number;
  /** log p(x) of one row; NaN where x has not `width` numbers. */
  readonly logDensity: (x: ArrayLike<number>) => number;
  /**
   * n draws, (n, width), float64. Row i depends on (key, i) alone: fewer draws are the first of more.
   *
   * Errors: `BadOption`, `BadArgument`.
   */
  readonly sample: (runtime: Runtime, key: Key, options?: SampleOptions) => E.Either<Failure, Tensor>;
}

/** How a distribution is sampled. */
export interface SampleOptions {
  /** n: 1 if absent. */
  readonly count?: number;
}

/** The numbers of a family's member, and what gives n draws of it. */
interface Member extends Omit<Distribution, "sample"> {
  readonly draw: (runtime: Runtime, key: Key, n: number) => Tensor;
}

/** A distribution from its numbers and its draws, with checks of what it is asked for. */
export const distribution = ({ draw, ...member }: Member): Distribution => ({
  ...member,
  logDensity: (x) => (x.length === member.width ? member.logDensity(x) : Number.NaN),
  sample: (runtime, key, options = {}) =>
    F.pipe(
      checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["count"])),
      E.map(({ count = 1 }) => count),
      E.chainFirst((count) =>
        expectCount("count", count, { least: 0, most: Math.floor(2 ** 28 / Math.max(1, member.width)) }),
      ),
      E.map((count) => draw(runtime, key, count)),
    ),
});

/** N(mean, diag exp(logvar)) over rows of mean.length numbers, in the form in which a network puts them out. */
export interface NormalParameters {
  readonly mean: ArrayLike<number>;
  readonly logvar: ArrayLike<number>;
}

/** Independent bits (P(x_j = 1) = sigmoid(logits_j)), or one class of logits.length (P(c) = softmax(logits)_c). */
export interface Logits {
  readonly logits: ArrayLike<number>;
}

/** A number with its gradient, which has the form of what it is taken by. */
export interface WithGradient<P> {
  readonly value: number;
  readonly gradient: P;
}

/** Logits as they should be. Errors: `BadArgument`. */
export const expectLogits = (parameters: Logits): E.Either<Failure, Logits> =>
  checked(
    parameters,
    expectModel("the parameters", parameters, ["logits"], "a decoder"),
    expectNumbers("the logits", parameters?.logits),
  );
