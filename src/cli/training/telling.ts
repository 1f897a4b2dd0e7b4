import { function as F, type task as T, taskEither as TE } from "fp-ts";
import { curves, type Point, type Sketches } from "../../io/tensorboard/curves.js";
import { openEventFile } from "../../io/tensorboard/eventFile.js";
import type { Learnt } from "../../models/objective.js";
import type { Task } from "../../train/observed.js";
import { type Observer, observer } from "../../train/observer.js";

/** A task that is done once, however often it is asked for. */
const once = <A>(task: T.Task<A>): T.Task<A> => {
  let done: Promise<A> | undefined;
  return () => (done ??= task());
};

/** Tells TensorBoard: a new event file for each run, which says where a training that is taken up goes on. */
export const telling = <Part extends string>(
  model: Learnt,
  folder: string,
  sketches?: Sketches<Part>,
): Observer<Part, Task> =>
  observer({ file: once(openEventFile(folder)), by: curves(model, sketches) }, ({ file, by }, event) => {
    const { next, effects = [] } = by.hear(event);
    const made = event._tag === "RunStarted" ? event.epoch * event.batches + event.state.underWay.batches : 0;
    const into = made > 0 ? once(openEventFile(folder, { step: made + 1 })) : file;
    const tell = ({ step, summaries }: Point): Task =>
      F.pipe(
        into,
        TE.chain(({ append }) => append(step, summaries)),
      );
    return { state: { file: into, by: next }, effects: effects.map(tell) };
  });
