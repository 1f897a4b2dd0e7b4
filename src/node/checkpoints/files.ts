/** Checkpoints and weights as files: to keep what was learnt, and to use it. */

import { either as E, function as F, readonlyRecord as R, taskEither as TE } from "fp-ts";
import { type Failure, locate } from "../../failure.js";
import {
  arraysOfLeaves,
  decodeCheckpoint,
  encodeCheckpoint,
  type ModelKind,
  modelOf,
  restore,
  type Stored,
} from "../../formats/checkpoint/bytes.js";
import { toFloat32 } from "../../formats/ndarray.js";
import * as safetensors from "../../formats/safetensors/index.js";

import type { ParameterLayout, Weights } from "../../nn/weights.js";
import type { Trainable } from "../../train/alternating.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import { weightLeaves, weightsOf } from "../../train/leaves.js";
import { readBytes, writeBytes } from "../file.js";

/**
 * Writes a checkpoint, whole or not at all.
 *
 * Errors: those of `writeBytes`.
 */
export const save = (path: string, model: Trainable, checkpoint: Checkpoint): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromIOEither(() => encodeCheckpoint(model, checkpoint)),
    TE.chain((bytes) => writeBytes(path, bytes)),
  );

/**
 * Reads a checkpoint, to be held against a model by `restore`.
 *
 * Errors: those of `readBytes` and `decodeCheckpoint`.
 */
export const read = (path: string): TE.TaskEither<Failure, Stored> =>
  F.pipe(
    readBytes(path),
    TE.chainEitherK((bytes) => decodeCheckpoint(bytes, path)),
  );

/** A trained model: ready to encode, decode and sample, and to be trained on from `checkpoint.state`. */
export interface LoadedModel<Model> {
  readonly model: Model;
  readonly weights: Weights;
  readonly checkpoint: Checkpoint;
}

/**
 * A trained model from its checkpoint alone, which carries its definition: `checkpoints.load("step-00000468.safetensors", vae)`, with the namespace for its kind.
 *
 * Errors: those of `read`; where the file holds another kind of model, or tensors that are not the model's,
 * each with its place.
 */
export const load = <Definition, Model extends Trainable>(
  path: string,
  kind: ModelKind<Definition, Model>,
): TE.TaskEither<Failure, LoadedModel<Model>> =>
  F.pipe(
    read(path),
    TE.chainEitherK((stored) =>
      F.pipe(
        E.Do,
        E.bind("model", () => modelOf(kind, stored)),
        E.bind("checkpoint", ({ model }) => restore(model, stored)),
        E.map(({ model, checkpoint }) => ({ model, weights: checkpoint.state.weights, checkpoint })),
      ),
    ),
  );

/**
 * Writes weights alone, as a module of PyTorch reads them with `load_state_dict`.
 *
 * Errors: those of `writeBytes`.
 */
export const saveWeights = (path: string, model: ParameterLayout, weights: Weights): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromIOEither(() =>
      safetensors.encode({ tensors: arraysOfLeaves(weightLeaves(model, weights)), metadata: { format: "pt" } }),
    ),
    TE.chain((bytes) => writeBytes(path, bytes)),
  );

/** PyTorch counts the batches that a norm has seen, and makes nothing of it. */
const isCount = (name: string): boolean => name.endsWith(".num_batches_tracked");

/**
 * Weights from a safetensors file of any program, the `state_dict` of a PyTorch module for one. Floats of other widths
 * are rounded to float32.
 *
 * Errors: those of `readBytes` and `safetensors.decode`; `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch` with the name of
 * the tensor.
 */
export const loadWeights = (path: string, model: ParameterLayout): TE.TaskEither<Failure, Weights> =>
  F.pipe(
    readBytes(path),
    TE.chainEitherK((bytes) => safetensors.decode(bytes, { where: path })),
    TE.chainEitherK(({ tensors }) =>
      F.pipe(
        Object.fromEntries([...tensors].filter(([name]) => !isCount(name))),
        R.traverse(E.Applicative)(toFloat32),
        E.chainW((leaves) => weightsOf(model, leaves)),
        E.mapLeft(locate(path)),
      ),
    ),
  );
