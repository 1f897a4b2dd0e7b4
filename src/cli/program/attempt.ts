/** Runs as async functions: what a program is written in that is to read like a page. */
import { either as E, type taskEither as TE } from "fp-ts";
import { type Failure, failureOf, orThrow } from "../../failure.js";

/**
 * Work written as an async function: `orThrow` and `done` in it end it, and the failure is its `Left`. Whatever else is
 * thrown stays thrown: it is a bug.
 *
 * @example
 * const halved = (n: number) => attempt(() => n / orThrow(E.right(2)));
 * await halved(6)() // => E.right(3)
 */
export const attempt =
  <A>(body: () => Promise<A> | A): TE.TaskEither<Failure, A> =>
  async () => {
    try {
      return E.right(await body());
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      return E.left(failure);
    }
  };

/**
 * What a task finds, or a throw: `orThrow` of what was awaited, for use in `attempt`.
 *
 * @example
 * await done(attempt(() => 3)) // => 3
 */
export const done = async <A>(task: TE.TaskEither<Failure, A>): Promise<A> => orThrow(await task());
