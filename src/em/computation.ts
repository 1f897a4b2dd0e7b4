import { either as E, type taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";
import type { Degenerate } from "./latent.js";

/** A long computation as a value: yields where it is, returns what it found. Nothing runs until it is asked for. */
export type Computation<Step, Result> = Generator<Step, E.Either<Degenerate, Result>, void>;

/** Runs to the end at once; `observe` is told of each step. */
export const finish = <Step, Result>(
  steps: Computation<Step, Result>,
  observe: (step: Step) => void = () => {},
): E.Either<Degenerate, Result> => {
  let next = steps.next();
  while (!next.done) {
    observe(next.value);
    next = steps.next();
  }
  return next.value;
};

/** The same, waiting after each step for `observe`: lets a program draw, save, or be interrupted. */
export const finishAsync = async <Step, Result>(
  steps: Computation<Step, Result>,
  observe: (step: Step) => Promise<void>,
): Promise<E.Either<Degenerate, Result>> => {
  let next = steps.next();
  while (!next.done) {
    await observe(next.value);
    next = steps.next();
  }
  return next.value;
};

/** The same with work at each step that may fail; what fails first ends it. */
export const finishWith =
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
