import { either as E, function as F } from "fp-ts";
import type { Key } from "../core/key.js";
import { size } from "../core/shape.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Trainable } from "./alternating.js";
import { type Examples, expectColumns, type NotItsExamples, orderOf, placeExamples, rangesOf } from "./data.js";
import { addBatch } from "./mean.js";
import type { Losses } from "./objective.js";
import { diverged, expectCount } from "./options.js";
import type { Optimizers } from "./parameterGroups.js";
import { expectOptimizers } from "./parameterGroups.js";
import type { TrainState } from "./state.js";
import { openTrainingSession } from "./trainingSession.js";

/** Examples of one step as values: so many rows of float32 a column. */
export interface Batch {
  readonly examples: number;
  readonly columns: readonly ReadonlyFloats[];
}

/**
 * The batches of an epoch (from 0), in the order that the key decides.
 *
 * Errors: `NotACount`.
 */
export const batchesOf = (
  runtime: Runtime,
  key: Key,
  examples: Examples,
  { batch, epoch = 0 }: { readonly batch: number; readonly epoch?: number },
): E.Either<Failure<"NotACount">, readonly Batch[]> =>
  E.map((batch: number) =>
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
  )(expectCount("the batch size", batch));

/**
 * One step as a pure function: state and batch in, state and the losses before it out. Copies all it needs in and out:
 * for a whole training, take `fit`, which has the same bits.
 *
 * Errors: `BadOptimizer`, `NoOptimizer`; `ShapeMismatch`, `NoExamples` where the batch is not the objective's; `Diverged` where the loss is no finite number.
 */
export const trainStep = <Term extends string>(
  runtime: Runtime,
  objective: Trainable<Term>,
  state: TrainState<Term>,
  { examples, columns }: Batch,
  { optimizer }: { readonly optimizer: Optimizers },
): E.Either<
  Failure<"Diverged" | "BadOptimizer" | "NoOptimizer"> | NotItsExamples,
  { readonly state: TrainState<Term>; readonly losses: Losses<Term> }
> =>
  F.pipe(
    expectColumns(
      objective.columns,
      { count: examples, columns: columns.map((floats, k) => ({ shape: objective.columns[k] ?? [], floats })) },
      "batch",
    ),
    E.chainW(() => expectOptimizers(objective, optimizer)),
    E.chainW((optimizers) =>
      runtime.using((workspace) => {
        const session = openTrainingSession(workspace, objective, optimizers, state);
        const losses = session.step(examples, columns.map(workspace.arena.put32));
        if (!Number.isFinite(losses.loss)) return E.left(diverged(session.taken() + 1, losses.loss));
        const currentEpoch = addBatch(state.currentEpoch, losses, examples);
        return E.right({ state: session.copyOut({ history: state.history, currentEpoch }), losses });
      }),
    ),
  );
