/**
 * Training: objectives, and the fold of a pure step over shuffled batches, as a stream of events. May use core, nn and
 * optim. Begin with `fit.ts`; what is trained is in `objective.ts` and `alternating.ts`, who watches in `observer.ts`.
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
 *   // E.Either<Failure, { state: { weights, optimizer, key, history, ... }, history, outcome }>
 *
 * `fitSteps` with the same arguments is the stream itself, a generator. In answer to an event "stop" ends the training
 * there, and `{ rate }` changes its rate. `observed` tells the stream to an `Observer`, of which there are several, and
 * any number make one.
 */
export type { Pointer } from "../wasm/arena.js";
export type { Workspace } from "../wasm/runtime.js";
export {
  type AlternatingObjective,
  type ParameterRange,
  parameterRange,
  type StepResult,
  type SubObjective,
  type Trainable,
} from "./alternating.js";
export type { Checkpoint, CheckpointHeader } from "./checkpoint.js";
export {
  type ByteColumn,
  type Column,
  type Examples,
  examples,
  type FloatColumn,
  labels,
  pictures,
} from "./data.js";
export { type Answer, answers, type Outcome, type TrainEvent, type Trained } from "./events.js";
export { type FitTrainingOptions, fit, fitAsync, fitSteps, type Training } from "./fit.js";
export type { LossSums } from "./mean.js";
export { type Evaluation, type Losses, type Objective, passContext } from "./objective.js";
export { listener, observed, type Task } from "./observed.js";
export {
  all,
  type EventOf,
  failing,
  mapEffects,
  type Observer,
  type Output,
  observer,
  observers,
  on,
  silent,
  type Transition,
} from "./observer.js";
export {
  type CheckpointOptions,
  checkpoints,
  csvLines,
  type EarlyStopOptions,
  earlyStop,
  jsonLines,
  type KeptCheckpoints,
  type Monitor,
  type MonitorOptions,
  onEpochs,
  rateSchedule,
  reducePlateau,
  type SaveState,
  sparserEpochs,
  type TextFile,
  testLoss,
} from "./observers/index.js";
export type { TrainingData, TrainingOptions } from "./options.js";
export type { OptimizerOptions, Optimizers } from "./parameterGroups.js";
export { begin, type EpochLosses, type TrainState } from "./state.js";
export { type BatchesOptions, batchesOf, type TrainingBatch, type TrainStepResult, trainStep } from "./step.js";
