/** Results for those who do not import fp-ts: every function that can fail takes and gives them. */
import { either as E } from "fp-ts";
import type { Failure } from "../failure.js";

/** A value, or why there is none: an `Either` of fp-ts. */
export type Result<A> = E.Either<Failure, A>;

/**
 * The result of what went well: a `Right`.
 *
 * @example
 * ok(3) // => E.right(3)
 */
export const ok = <A>(value: A): E.Either<never, A> => E.right(value);

/**
 * The result of what could not be done: a `Left`. Whose fault it is need not be said; it is that of the data then.
 *
 * @example
 * orThrow(E.swap(fail({ kind: "NoFace", what: "there is no face in this picture" }))).fault // => "data"
 */
export const fail = <Kind extends string>(
  failure: Omit<Failure<Kind>, "fault"> & Partial<Pick<Failure, "fault">>,
): E.Either<Failure<Kind>, never> => E.left({ fault: "data", ...failure });

/**
 * Whether it went well: if so the value is `.right`, if not the failure is `.left`.
 *
 * @example
 * isOk(fail({ kind: "NoFace", what: "there is no face in this picture" })) // => false
 */
export const isOk = <E, A>(result: E.Either<E, A>): result is E.Right<A> => E.isRight(result);
