/**
 * Training: the fold of a pure step over shuffled batches, as a stream of events.
 *
 *   const { model, optimizer, batch } = cs236781([28, 28]);
 *   const objective = vae(model).right;
 *   const start = begin(runtime, objective, optimizer, key(0));
 *   const settings = { optimizer, batch, epochs: 15 };
 *   const data = { train: pictures(digits.train), test: pictures(digits.test) };
 *   const result = fit(runtime, objective, settings, data, start, (event) => {
 *     if (event._tag === "EpochEnded") console.log(event.epoch, event.losses.train.loss, event.losses.test?.loss);
 *   });
 *   // E.Either<NotTrained, { state: { weights, optimizer, key, history, ... }, history, outcome }>
 *
 * `fitSteps` with the same arguments is the stream itself, a generator; `fitAsync(fitSteps(...), observe)` waits for each
 * answer. In answer to an event "stop" ends the training there, and `{ rate }` changes its setLearningRate. `observed` tells the
 * stream to an `Observer`, of which there are several, and any number make one.
 */
export { type Answer, answers } from "./answer.js";
export type { Checkpoint, CheckpointHeader } from "./checkpoint.js";
export { type Column, type Examples, labels, type NotItsExamples, orderOf, pictures } from "./data.js";
export type { Outcome, TrainEvent, Trained } from "./events.js";
export { fit, fitAsync, fitSteps, type NotTrained, type Training } from "./fit.js";
export type { LossSums } from "./mean.js";
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
export * from "./observers/index.js";
export type { Optimizers } from "./parameterGroups.js";
export type { NotTrainable, Settings, TrainingData } from "./settings.js";
export { begin, type EpochLosses, type TrainState } from "./state.js";
export { type Batch, batchesOf, trainStep } from "./step.js";
