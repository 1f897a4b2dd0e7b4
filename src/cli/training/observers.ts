/** The observers that the flags of a training ask for: checkpoints, TensorBoard, a log of losses. */
import { basename, dirname, join } from "node:path";
import type { Sketches } from "../../formats/tensorBoard/curves.js";
import type { Task } from "../../train/observed.js";
import { all, type Observer } from "../../train/observer.js";
import type { Context } from "../program/program.js";
import { keepCheckpoints } from "./checkpoints.js";
import { lossLog, tensorBoardObserver } from "./eventFiles.js";
import type { TrainingSpec } from "./resume.js";
import type { TrainingSettings } from "./trainingFlags.js";

/**
 * The context of one of several trainings of a run: what it keeps and tells goes to a folder of its own in those of the
 * flags, and its losses to a file whose name begins with its own.
 */
export const subContext = <S extends TrainingSettings>(context: Context<S>, name: string): Context<S> => {
  const { checkpoint, tensorboard, log } = context.settings;
  const below = (folder: string | undefined): string | undefined => folder && join(folder, name);
  return {
    ...context,
    settings: {
      ...context.settings,
      checkpoint: below(checkpoint),
      tensorboard: below(tensorboard),
      log: log && join(dirname(log), `${name}-${basename(log)}`),
    },
  };
};

/** The observers that the flags ask for; TensorBoard gets `sketches` too. */
export const trainingObservers = <Term extends string>(
  context: Context<TrainingSettings>,
  spec: TrainingSpec<Term>,
  { sketches }: { readonly sketches?: Sketches<Term> | undefined } = {},
): Observer<Term, Task> => {
  const { checkpoint, tensorboard, log } = context.settings;
  return all<Term, Task>(
    ...(checkpoint === undefined ? [] : [keepCheckpoints(context, spec, checkpoint, context.settings)]),
    ...(tensorboard === undefined ? [] : [tensorBoardObserver(spec.trainable, tensorboard, sketches)]),
    ...(log === undefined ? [] : [lossLog<Term>(context, log)]),
  );
};
