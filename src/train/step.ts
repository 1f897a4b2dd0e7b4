/** Steps and batches as values: what `fit` is made of, for a training of a user's own making. */
import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectKey, expectModel, expectOptions, expectRuntime } from "../core/checks.js";
import type { Key } from "../core/key.js";
import { size } from "../core/shape.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import { expectObjective, type Trainable } from "./alternating.js";
import { type Examples, expectColumns, orderOf, placeExamples, rangesOf } from "./data.js";
import { addBatch } from "./mean.js";
import type { Losses } from "./objective.js";
import { diverged } from "./options.js";
import { expectOptimizers, expectTrainingOptions, type OptimizerOptions } from "./parameterGroups.js";
import type { TrainState } from "./state.js";
import { openTrainingSession } from "./trainingSession.js";

/** Examples of one step as values: so many rows of float32 a column. */
export interface TrainingBatch {
  readonly examples: number;
  readonly columns: readonly ReadonlyFloats[];
}

/** Which batches. */
export interface BatchesOptions {
  /** Examples a batch; the last one may have fewer. */
  readonly batch: number;
  /** Counted from 0, which it is if absent. */
  readonly epoch?: number | undefined;
}

/**
 * The batches of an epoch, in the order that the key decides.
 *
 * Errors: `BadArgument`, `BadOption`, `NoExamples`, `ShapeMismatch`.
 *
 * @example
 * const data = train.examples(tensor32([5, 1], [1, 2, 3, 4, 5]));
 * E.map((batches) => batches.map(({ examples }) => examples))(train.batchesOf(runtime, key(1), data, { batch: 2 }))
 * // => E.right([2, 2, 1])
 */
export const batchesOf = (
  runtime: Runtime,
  key: Key,
  examples: Examples,
  options: BatchesOptions,
): E.Either<Failure, readonly TrainingBatch[]> =>
  F.pipe(
    checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["batch", "epoch"])),
    E.chainFirst(({ batch, epoch = 0 }) =>
      checked(batch, expectCount("batch", batch), expectCount("epoch", epoch, { least: 0 })),
    ),
    E.chainFirstW(() => expectColumns(examples?.columns?.map?.((column) => column?.shape) ?? [], examples, "examples")),
    E.map(({ batch, epoch = 0 }) =>
      runtime.using((workspace) => {
        const { arena } = workspace;
        const { arrange, gather } = placeExamples(workspace, examples);
        arrange(orderOf(key, epoch, examples.count));
        return Array.from(rangesOf(examples.count, batch), (range) =>
          arena.scope(() => ({
            examples: range.examples,
            columns: gather(range).map((at, k) =>
              arena.f32(at, range.examples * size(examples.columns[k]!.shape)).slice(),
            ),
          })),
        );
      }),
    ),
  );

/** What a step gives: the state behind it, and the losses before it. */
export interface TrainStepResult<Term extends string> {
  readonly state: TrainState<Term>;
  readonly losses: Losses<Term>;
}

/**
 * One step as a pure function: state and batch in, state and the losses before it out. Copies all it needs in and out:
 * for a whole training, take `fit`, which has the same bits.
 *
 * Errors: `BadArgument`, `BadOption`, `BadOptimizer`, `NoOptimizer`; `ShapeMismatch`, `NoExamples` where the batch is not
 * the objective's; `Diverged` where the loss is no finite number.
 */
export const trainStep = <Term extends string>(
  runtime: Runtime,
  objective: Trainable<Term>,
  state: TrainState<Term>,
  batch: TrainingBatch,
  options: OptimizerOptions,
): E.Either<Failure, TrainStepResult<Term>> =>
  F.pipe(
    checked(
      options,
      expectObjective(runtime, objective),
      expectModel("the state", state, ["weights", "optimizer", "history", "currentEpoch"], "train.begin"),
      expectModel("the batch", batch, ["examples", "columns"], "train.batchesOf"),
      expectTrainingOptions(options),
    ),
    E.chainFirst(() =>
      expectColumns(
        objective.columns,
        {
          count: batch.examples,
          columns: batch.columns.map((floats, k) => ({ shape: objective.columns[k] ?? [], floats })),
        },
        "batch",
      ),
    ),
    E.chainW(({ optimizer }) => expectOptimizers(objective, optimizer)),
    E.chainW(
      (optimizers): E.Either<Failure, TrainStepResult<Term>> =>
        runtime.using((workspace) => {
          const session = openTrainingSession(workspace, objective, optimizers, state);
          const losses = session.step(batch.examples, batch.columns.map(workspace.arena.put32));
          if (!Number.isFinite(losses.loss)) return E.left(diverged(session.taken() + 1, losses.loss));
          const currentEpoch = addBatch(state.currentEpoch, losses, batch.examples);
          return E.right({ state: session.copyOut({ history: state.history, currentEpoch }), losses });
        }),
    ),
  );
