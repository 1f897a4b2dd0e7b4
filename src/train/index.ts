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
 *   // E.Either<NotTrained, { state: { weights, optimizer, key, epoch }, history, outcome }>
 *
 * `fitSteps` with the same arguments is the stream itself, a generator; `fitAsync(fitSteps(...), observe)` waits for each
 * answer. In answer to the end of a batch or an epoch "stop" ends the training there, and `{ rate }` changes its pace.
 */
export { type Column, type Examples, type NotItsExamples, orderOf, pictures } from "./data.js";
export type { EpochLosses, Outcome, TrainEvent, Trained } from "./events.js";
export { type Answer, fit, fitAsync, fitSteps, type NotTrained, type Observer, type Training } from "./fit.js";
export type { NotTrainable, Settings, TrainingData } from "./settings.js";
export { begin, type TrainState } from "./state.js";
export { type Batch, batchesOf, trainStep } from "./step.js";
