import { function as F, type task as T, taskEither as TE } from "fp-ts";
import { curves, type Point, type Sketches } from "../../formats/tensorBoard/curves.js";
import type { ParameterLayout } from "../../nn/weights.js";
import { openEventFile } from "../../node/eventFile.js";
import { writeBytes } from "../../node/file.js";
import type { Task } from "../../train/observed.js";
import { mapEffects, type Observer, observer } from "../../train/observer.js";
import { csvLines, jsonLines, type TextFile } from "../../train/observers/lines.js";
import type { RunHost } from "../program/program.js";

/** A task that is done once, however often it is asked for. */
const once = <A>(task: T.Task<A>): T.Task<A> => {
  let done: Promise<A> | undefined;
  return () => (done ??= task());
};

/** Tells TensorBoard a point. */
export type TensorBoardWriter = (point: Point) => Task;

/**
 * Tells TensorBoard points, in a new event file that is opened at the first of them: it says, where an
 * earlier run made `made` steps, that it resumes there.
 */
export const tensorBoardWriter = (
  folder: string,
  { made = 0 }: { readonly made?: number | undefined } = {},
): TensorBoardWriter => {
  const file = once(openEventFile(folder, made > 0 ? { step: made + 1 } : {}));
  return ({ step, summaries }) =>
    F.pipe(
      file,
      TE.chain(({ append }) => append(step, summaries)),
    );
};

/** Tells TensorBoard of a training. */
export const tensorBoardObserver = <Term extends string>(
  model: ParameterLayout,
  folder: string,
  sketches?: Sketches<Term>,
): Observer<Term, Task> =>
  observer({ tell: tensorBoardWriter(folder), by: curves(model, { sketches }) }, ({ tell, by }, event) => {
    const { next, effects = [] } = by.transition(event);
    const made = event.kind === "RunStarted" ? event.epoch * event.batches + event.state.currentEpoch.batches : 0;
    const onwards = made > 0 ? tensorBoardWriter(folder, { made }) : tell;
    return { state: { tell: onwards, by: next }, effects: effects.map(onwards) };
  });

/** The losses of each epoch in a file, as CSV or, where its name ends in jsonl, as lines of JSON. */
export const lossLog = <Term extends string>({ store }: RunHost, file: string): Observer<Term, Task> =>
  mapEffects(file.endsWith(".jsonl") ? jsonLines<Term>(file) : csvLines<Term>(file), ({ name, text }: TextFile) =>
    store(name, writeBytes(name, new TextEncoder().encode(text))),
  );
