/**
 * Training: objectives, and the fold of a pure step over shuffled batches, as a stream of events. May use core, nn and
 * optim. Begin with `fit.ts`; what is trained is in `objective.ts` and `alternating.ts`.
 *
 *   const data = { train: train.pictures(digits.train), test: train.pictures(digits.test) };
 *   const { model, ...options } = presets.cs236781([28, 28]);
 *   const objective = orThrow(vae.compile(model));
 *   const result = train.fit(runtime, key(0), objective, data, {
 *     ...options,
 *     observe: (event) => {
 *       if (event.kind === "EpochEnded") console.log(event.epoch, event.losses.train.loss, event.losses.test?.loss);
 *     },
 *   });
 *   // E.Either<NotTrained, { state: { weights, optimizer, key, history, ... }, history, outcome }>
 *
 * `fitSteps` with the same arguments is the stream itself, a generator. In answer to an event "stop" ends the training
 * there, and `{ rate }` changes its rate. `observed` tells the stream to an `Observer`, of which there are several, and
 * any number make one.
 */
export {
  type AlternatingObjective,
  parameterRange,
  type StepResult,
  type SubObjective,
  type Trainable,
} from "./alternating.js";
export type { Checkpoint, CheckpointHeader } from "./checkpoint.js";
export { type Column, type Examples, examples, labels, type NotItsExamples, orderOf, pictures } from "./data.js";
export { type Answer, answers, type Outcome, type TrainEvent, type Trained } from "./events.js";
export { fit, fitAsync, fitSteps, type Training } from "./fit.js";
export type { LossSums } from "./mean.js";
export type { Evaluation, Losses, Objective, ParameterLayout } from "./objective.js";
export { listener, observed, type Task } from "./observed.js";
export {
  all,
  type EventOf,
  mapEffects,
  type Observer,
  type Output,
  observer,
  observers,
  on,
  silent,
  type Transition,
} from "./observer.js";
export { type CheckpointOptions, checkpoints, type KeptCheckpoints, type SaveState } from "./observers/checkpoints.js";
export { type EarlyStopOptions, earlyStop, rateSchedule, reducePlateau } from "./observers/control.js";
export { type Monitor, onEpochs, sparserEpochs, testLoss } from "./observers/epochs.js";
export { csvLines, jsonLines, type TextFile } from "./observers/lines.js";
export type { NotTrainable, NotTrained, TrainingData, TrainingOptions } from "./options.js";
export type { Optimizers } from "./parameterGroups.js";
export { begin, type EpochLosses, type TrainState } from "./state.js";
export { type Batch, batchesOf, trainStep } from "./step.js";
