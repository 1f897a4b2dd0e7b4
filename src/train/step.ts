import { either as E } from "fp-ts";
import type { Key } from "../core/key.js";
import { size } from "../core/shape.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Trainable } from "./alternating.js";
import { type Examples, orderOf, placeExamples, rangesOf } from "./data.js";
import { diverged } from "./diverged.js";
import { addBatch } from "./mean.js";
import type { Losses } from "./objective.js";
import type { Optimizers } from "./parameterGroups.js";
import type { TrainState } from "./state.js";
import { openTrainingSession } from "./trainingSession.js";

/** Examples of one step as values: so many rows of float32 a column. */
export interface Batch {
  readonly examples: number;
  readonly columns: readonly ReadonlyFloats[];
}

/** The batches of an epoch, in the order that the key decides. */
export const batchesOf = (
  runtime: Runtime,
  examples: Examples,
  batch: number,
  key: Key,
  epoch: number,
): readonly Batch[] =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const { arrange, gather } = placeExamples(workspace, examples);
    arrange(orderOf(key, epoch, examples.count));
    return Array.from(rangesOf(examples.count, batch), (range) =>
      arena.scope(() => ({
        examples: range.examples,
        columns: gather(range).map((at, k) => arena.f32(at, range.examples * size(examples.columns[k]!.shape)).slice()),
      })),
    );
  });

/**
 * One step as a pure function: state and batch in, state and the losses before it out. Copies all it needs in and out:
 * for a whole training, take `fit`, which has the same bits.
 *
 * Errors: `Diverged` where the loss is no finite number.
 */
export const trainStep =
  <Term extends string>(runtime: Runtime, trainable: Trainable<Term>, optimizers: Optimizers) =>
  (
    state: TrainState<Term>,
    { examples, columns }: Batch,
  ): E.Either<Failure<"Diverged">, { readonly state: TrainState<Term>; readonly losses: Losses<Term> }> =>
    runtime.using((workspace) => {
      const training = openTrainingSession(workspace, trainable, optimizers, state);
      const losses = training.step(examples, columns.map(workspace.arena.put32));
      if (!Number.isFinite(losses.loss)) return E.left(diverged(training.taken() + 1, losses.loss));
      const currentEpoch = addBatch(state.currentEpoch, losses, examples);
      return E.right({ state: training.copyOut({ history: state.history, currentEpoch }), losses });
    });
