import { either as E, type taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";
import type { TrainEvent, Trained } from "./events.js";
import { fitAsync, type Training } from "./fit.js";
import { all, type Observer } from "./observer.js";

/** Something to be done at the edge. */
export type Task = TE.TaskEither<Failure, unknown>;

/** A listener as an observer that does all it does at the edge: a display, a log. */
export const listener = <Term extends string>(
  listen: (event: TrainEvent<Term>) => Promise<void> | undefined,
): Observer<Term, Task> => {
  const self: Observer<Term, Task> = {
    transition: (event) => ({ next: self, effects: [async () => E.right(await listen(event))] }),
  };
  return self;
};

/**
 * The training from start to end, each event told to the observer, whose effects are carried out one after the other
 * before the training continues. `mapEffects` makes tasks of other effects.
 *
 * Errors: as `fitSteps`; the first `Left` of an effect, which ends the training.
 */
export const observed =
  <Term extends string>(
    training: Training<Term>,
    observer: Observer<Term, Task>,
  ): TE.TaskEither<Failure, Trained<Term>> =>
  async () => {
    let listening = all(observer);
    let failure: E.Either<Failure, never> | undefined;
    const trained = await fitAsync(training, async (event) => {
      if (failure) return "stop";
      const { next, answer, effects = [] } = listening.transition(event);
      listening = next;
      for (const effect of effects) {
        const done = await effect();
        if (E.isLeft(done)) {
          failure = done;
          return "stop";
        }
      }
      return answer;
    });
    return failure ?? trained;
  };
