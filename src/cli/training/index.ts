/** What a program that trains adds: its flags, where it begins, and who observes it. */
import type { Sketches } from "../../io/tensorboard/curves.js";
import type { Task } from "../../train/observed.js";
import { all, type Observer } from "../../train/observer.js";
import type { Context } from "../program.js";
import type { TrainingSettings } from "./flags.js";
import { keeping } from "./keeping.js";
import { logging } from "./logging.js";
import { telling } from "./telling.js";
import type { Trainee } from "./trainee.js";

export { expectTraining, type TrainingSettings, trainingFlags } from "./flags.js";
export { startOf } from "./start.js";
export { decisive, type Trainee } from "./trainee.js";

/** The observers that the flags ask for; TensorBoard gets `sketches` too. */
export const observing = <Part extends string>(
  context: Context<TrainingSettings>,
  trainee: Trainee<Part>,
  sketches?: Sketches<Part>,
): Observer<Part, Task> => {
  const { checkpoint, tensorboard, log } = context.settings;
  return all<Part, Task>(
    ...(checkpoint === undefined ? [] : [keeping(context, trainee, checkpoint, context.settings)]),
    ...(tensorboard === undefined ? [] : [telling(trainee.objective, tensorboard, sketches)]),
    ...(log === undefined ? [] : [logging<Part>(context, log)]),
  );
};
