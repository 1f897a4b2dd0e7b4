/** The checkpoint of a training as a file: its tensors by PyTorch's names. */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import type * as t from "io-ts";
import { tensor } from "../../core/tensor.js";
import { badData, type Failure, locate } from "../../failure.js";
import type { Trainable } from "../../train/alternating.js";
import { accountOf, type Checkpoint, CheckpointHeader, headerOf } from "../../train/checkpoint.js";
import { type Leaves, stateLeaves, stateOf } from "../../train/leaves.js";
import { withoutOptimizer } from "../../train/parameterGroups.js";
import { type NdArray, ndarray } from "../ndarray.js";
import { withNamesOfToday } from "./earlierNames.js";
import { type CheckpointKind, decodeAs, decoded, encodeAs, expectType } from "./form.js";

/**
 * A kind of model: how its definition is read, and what makes it ready. The namespaces `autoencoder`, `vae`, `cvae`,
 * `classifier` and `aae` are kinds; a model of a user's own is another.
 */
export interface ModelKind<Definition, Model extends Trainable> {
  readonly codec: t.Type<Definition, unknown>;
  readonly compile: (definition: Definition) => E.Either<Failure, Model>;
}

const form: CheckpointKind<CheckpointHeader> = {
  format: "elbo-ts checkpoint",
  version: "1",
  header: CheckpointHeader,
  hint: "weights alone are read by loadWeights",
};

/** Tensors of float32 as arrays of a file. */
export const arraysOfLeaves = (leaves: Leaves): ReadonlyMap<string, NdArray> =>
  new Map(
    Object.entries(leaves).map(([name, { shape, data }]) => [name, ndarray("float32", shape, Float32Array.from(data))]),
  );

/** The bytes of a checkpoint of `model`. */
export const encodeCheckpoint = (model: Trainable, checkpoint: Checkpoint): E.Either<Failure, Uint8Array> =>
  encodeAs(form, {
    header: headerOf(checkpoint),
    tensors: arraysOfLeaves(stateLeaves(model, checkpoint.optimizer, checkpoint.state)),
  });

/** What a file holds, before it is held against a model. */
export interface Stored {
  readonly header: CheckpointHeader;
  readonly leaves: Leaves;
  /** The name of the file, for messages. */
  readonly where: string;
}

const leafOf = (name: string, array: NdArray): E.Either<Failure, Leaves[string]> =>
  E.map(({ shape, data }: NdArray<"float32">) => tensor(shape, data))(expectType("float32", name, array));

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: those of `decodeAs`; `NotACheckpoint` for a tensor that is not of float32.
 */
export const decodeCheckpoint = (bytes: Uint8Array, where: string): E.Either<Failure, Stored> =>
  F.pipe(
    E.Do,
    E.bind("held", () => decodeAs(form, bytes, where)),
    E.bind("leaves", ({ held }) =>
      F.pipe(Object.fromEntries(held.tensors), R.traverseWithIndex(E.Applicative)(leafOf), E.mapLeft(locate(where))),
    ),
    E.map(({ held: { header }, leaves }) => withNamesOfToday({ header, leaves, where })),
  );

/**
 * What was stored, as a checkpoint of this model.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch` with the name of the tensor; `OtherLosses`; `NoOptimizer`.
 */
export const restore = <Term extends string>(
  model: Trainable<Term>,
  { header, leaves, where }: Stored,
): E.Either<Failure, Checkpoint<Term>> => {
  const account = accountOf(model.terms, header);
  if (account === undefined)
    return E.left(
      badData("OtherLosses", "a checkpoint of a model with other losses", {
        where,
        expected: ["loss", ...model.terms].join(", "),
        got: Object.keys(header.underWay.sums).join(", "),
      }),
    );
  const { model: definition, optimizer, settings, step } = header;
  const without = withoutOptimizer(model, optimizer);
  if (without !== undefined)
    return E.left(
      badData("NoOptimizer", "a checkpoint without the optimiser of a sub-objective", { where, expected: without }),
    );
  return F.pipe(
    stateOf(model, optimizer, leaves),
    E.bimap(locate(where), ({ weights, slots }) => ({
      model: definition,
      optimizer,
      settings,
      state: { ...account, weights, optimizer: { step, slots } },
    })),
  );
};

/**
 * The model of a stored definition.
 *
 * Errors: `DamagedCheckpoint` where the definition is none of this kind; those of its `compile`.
 */
export const modelOf = <Definition, Model extends Trainable>(
  { codec, compile }: ModelKind<Definition, Model>,
  { header, where }: Stored,
): E.Either<Failure, Model> =>
  F.pipe(decoded(codec, header.model, `${where}, model`), E.chain(F.flow(compile, E.mapLeft(locate(where)))));
