import { either as E, type taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";

/**
 * Long work in steps, as a value: yields where it is, returns what it found, or why it found nothing. Nothing runs until
 * it is asked for, and it may be left after any step. Some take answers to their steps.
 */
export type Computation<Step, Result, Answer = void> = Generator<Step, E.Either<Failure, Result>, Answer>;

/**
 * Runs to the end at once; `observe` is told of each step.
 *
 * @example
 * const counting = function* () { yield 1; yield 2; return E.right("done"); };
 * const told: number[] = [];
 * run(counting(), { observe: (step) => told.push(step) }) // => E.right("done")
 * told // => [1, 2]
 */
export const run = <Step, Result>(
  steps: Computation<Step, Result>,
  { observe }: { readonly observe?: ((step: Step) => void) | undefined } = {},
): E.Either<Failure, Result> => {
  let next = steps.next();
  while (!next.done) {
    observe?.(next.value);
    next = steps.next();
  }
  return next.value;
};

/** The same, waiting after each step for `observe`: lets a program draw, save, or be interrupted. */
export const runAsync = async <Step, Result>(
  steps: Computation<Step, Result>,
  observe: (step: Step) => Promise<void>,
): Promise<E.Either<Failure, Result>> => {
  let next = steps.next();
  while (!next.done) {
    await observe(next.value);
    next = steps.next();
  }
  return next.value;
};

/** The same with work at each step that may fail; what fails first ends it. */
export const runWith =
  <Step, Result>(
    steps: Computation<Step, Result>,
    work: (step: Step) => TE.TaskEither<Failure, unknown>,
  ): TE.TaskEither<Failure, Result> =>
  async () => {
    let next = steps.next();
    while (!next.done) {
      const done = await work(next.value)();
      // Not just left behind: what was lent to the computation is given back.
      if (E.isLeft(done)) next = steps.return(done);
      else next = steps.next();
    }
    return next.value;
  };

/** The same computation, its steps renamed. */
export function* mapSteps<A, B, Result>(steps: Computation<A, Result>, f: (step: A) => B): Computation<B, Result> {
  let next = steps.next();
  while (!next.done) {
    yield f(next.value);
    next = steps.next();
  }
  return next.value;
}
