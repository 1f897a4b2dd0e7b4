/** Temporary: the flat names of before, for programs and properties that are not yet rewritten. It goes with the last of them. */

import type { either as E } from "fp-ts";
import type { Key } from "./core/key.js";
import { type Failure, orThrow } from "./failure.js";
import * as train from "./train/index.js";
import type { Runtime } from "./wasm/runtime.js";

export * from "./autoencoder/index.js";
export {
  type Computation,
  runAsync as finishAsync,
} from "./core/computation.js";
export * from "./core/index.js";
export { drawDigits, syntheticDigits } from "./data/synthetic/digits.js";
export * from "./density/index.js";
export { pca, tsne } from "./embedding/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export {
  encode as encodeGif,
  encodePictures as pictureGif,
  type GifFrame as Frame,
  type GifOptions as Animation,
  type GifPictureOptions as PictureAnimation,
  type NotAnimated,
  quantise,
  type Raster,
} from "./formats/gif/index.js";
export * as nn from "./nn/index.js";
export * as optim from "./optim/index.js";
export * as prob from "./prob/index.js";
export * from "./train/index.js";
export type { CheckpointOptions as Keeping, KeptCheckpoints as Kept } from "./train/observers/checkpoints.js";
export { load, type SimdChoice } from "./wasm/load.js";
export { type Runtime, runtimeOf, type Simd } from "./wasm/runtime.js";

/** `train.TrainingOptions`, without a start. */
export type Settings = Pick<train.TrainingOptions, "optimizer" | "batch" | "epochs">;

const chosen = ({ optimizer, batch, epochs }: Settings): Settings => ({ optimizer, batch, epochs });

/** `train.begin`, or a throw. */
export const begin = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  optimizer: train.Optimizers,
  key: Key,
): train.TrainState<Term> => orThrow(train.begin(runtime, key, model, { optimizer }));

/** `train.fitSteps` */
export const fitSteps = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  settings: Settings,
  data: train.TrainingData,
  start: train.TrainState<Term>,
): train.Training<Term> => train.fitSteps(runtime, start.key, model, data, { ...chosen(settings), start });

/** `train.fit` */
export const fit = <Term extends string>(
  runtime: Runtime,
  model: train.Trainable<Term>,
  settings: Settings,
  data: train.TrainingData,
  start: train.TrainState<Term>,
  observe?: (event: train.TrainEvent<Term>) => train.Answer,
): E.Either<Failure, train.Trained<Term>> =>
  train.fit(runtime, start.key, model, data, { ...chosen(settings), start, observe });
