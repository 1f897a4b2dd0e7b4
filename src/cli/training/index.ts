/** What a program that trains adds: its flags, where it begins, and who observes it. */
import { basename, dirname, join } from "node:path";
import type { Sketches } from "../../formats/tensorBoard/curves.js";
import type { Task } from "../../train/observed.js";
import { all, type Observer } from "../../train/observer.js";
import type { Context } from "../program.js";
import { keeping } from "./checkpoints.js";
import type { TrainingSettings } from "./flags.js";
import { logging } from "./logging.js";
import { telling } from "./tensorBoard.js";
import type { TrainingSpec } from "./trainingSpec.js";

export { expectTraining, type FittingSettings, fittingFlags, type TrainingSettings, trainingFlags } from "./flags.js";
export { expectSame, identitySettings } from "./identitySettings.js";
export { resumeFrom, startOf } from "./start.js";
export { tensorBoardWriter } from "./tensorBoard.js";
export type { TrainingSpec } from "./trainingSpec.js";

/**
 * The context of one of several trainings of a run: what it keeps and tells goes to a folder of its own in those of the
 * flags, and its losses to a file whose name begins with its own.
 */
export const within = <S extends TrainingSettings>(context: Context<S>, name: string): Context<S> => {
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
export const observing = <Term extends string>(
  context: Context<TrainingSettings>,
  trainee: TrainingSpec<Term>,
  sketches?: Sketches<Term>,
): Observer<Term, Task> => {
  const { checkpoint, tensorboard, log } = context.settings;
  return all<Term, Task>(
    ...(checkpoint === undefined ? [] : [keeping(context, trainee, checkpoint, context.settings)]),
    ...(tensorboard === undefined ? [] : [telling(trainee.trainable, tensorboard, sketches)]),
    ...(log === undefined ? [] : [logging<Term>(context, log)]),
  );
};
