/** A checkpoint as a safetensors file: its tensors by PyTorch's names, all else as JSON among the texts. */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import type * as t from "io-ts";
import { quote, report } from "../../core/report.js";
import { tensor } from "../../core/tensor.js";
import { badData, type Failure, locate } from "../../failure.js";
import type { Trainable } from "../../models/game.js";
import type { Kind } from "../../models/kinds.js";
import { accountOf, type Checkpoint, CheckpointHeader, headerOf } from "../../train/checkpoint.js";
import { type Leaves, stateLeaves, stateOf } from "../../train/leaves.js";
import { withoutOptimizer } from "../../train/movers.js";
import { type NdArray, ndarray } from "../ndarray.js";
import { decodeSafetensors, encodeSafetensors } from "../safetensors.js";

const format = "elbo-ts checkpoint";

/** Of the header and of the names; a reader knows all versions up to its own. */
const version = "1";

/** Tensors of float32 as arrays of a file. */
export const arraysOfLeaves = (leaves: Leaves): ReadonlyMap<string, NdArray> =>
  new Map(
    Object.entries(leaves).map(([name, { shape, data }]) => [name, ndarray("float32", shape, Float32Array.from(data))]),
  );

/** The bytes of a checkpoint of `model`. */
export const encodeCheckpoint = (model: Trainable, checkpoint: Checkpoint): Uint8Array =>
  encodeSafetensors({
    tensors: arraysOfLeaves(stateLeaves(model, checkpoint.optimizer, checkpoint.state)),
    metadata: { format, version, checkpoint: JSON.stringify(CheckpointHeader.encode(headerOf(checkpoint))) },
  });

/** What a file holds, before it is held against a model. */
export interface Stored {
  readonly header: CheckpointHeader;
  readonly leaves: Leaves;
  /** The name of the file, for messages. */
  readonly where: string;
}

const foreign = (where: string, expected: string, got: string, hint: string): Failure =>
  badData("NotACheckpoint", "not a checkpoint of this library", { where, expected, got, hint });

const decoded = <A>(codec: t.Type<A, unknown>, value: unknown, where: string): E.Either<Failure, A> =>
  F.pipe(
    codec.decode(value),
    E.mapLeft((errors) => {
      const { path, expected, got } = report(errors)[0]!;
      return badData("DamagedCheckpoint", "the header of the checkpoint is damaged", {
        where: [where, path.join(".")].filter(Boolean).join(", "),
        expected,
        got: quote(got),
      });
    }),
  );

const expectOurs = (metadata: Readonly<Record<string, string>>, where: string): E.Either<Failure, string> => {
  if (metadata["format"] !== format) {
    const got = metadata["format"] === undefined ? "no format" : `the format ${quote(metadata["format"])}`;
    return E.left(foreign(where, format, got, "weights alone are read by loadWeights"));
  }
  if (metadata["version"] !== version)
    return E.left(foreign(where, `version ${version}`, quote(metadata["version"]), "take the elbo-ts that wrote it"));
  return E.right(metadata["checkpoint"] ?? "");
};

const leafOf = (name: string, { dtype, shape, data }: NdArray): E.Either<Failure, Leaves[string]> =>
  data instanceof Float32Array && dtype === "float32"
    ? E.right(tensor(shape, data))
    : E.left(badData("NotACheckpoint", "a tensor of another type", { where: name, expected: "float32", got: dtype }));

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: those of `decodeSafetensors`; `NotACheckpoint` for another format or version; `DamagedCheckpoint` with the
 * place in the header.
 */
export const decodeCheckpoint = (bytes: Uint8Array, where: string): E.Either<Failure, Stored> =>
  F.pipe(
    E.Do,
    E.bind("file", () => decodeSafetensors(bytes, where)),
    E.bind("text", ({ file }) => expectOurs(file.metadata, where)),
    E.bind("json", ({ text }) =>
      E.tryCatch(
        () => JSON.parse(text) as unknown,
        (): Failure =>
          badData("DamagedCheckpoint", "the header of the checkpoint is not JSON", { where, got: quote(text) }),
      ),
    ),
    E.bind("header", ({ json }) => decoded(CheckpointHeader, json, where)),
    E.bind("leaves", ({ file }) =>
      F.pipe(Object.fromEntries(file.tensors), R.traverseWithIndex(E.Applicative)(leafOf), E.mapLeft(locate(where))),
    ),
    E.map(({ header, leaves }) => ({ header, leaves, where })),
  );

/**
 * What was stored, as a checkpoint of this model.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch` with the name of the tensor; `OtherLosses`; `NoOptimizer`.
 */
export const restore = <Part extends string>(
  model: Trainable<Part>,
  { header, leaves, where }: Stored,
): E.Either<Failure, Checkpoint<Part>> => {
  const account = accountOf(model.parts, header);
  if (account === undefined)
    return E.left(
      badData("OtherLosses", "a checkpoint of a model with other losses", {
        where,
        expected: ["loss", ...model.parts].join(", "),
        got: Object.keys(header.underWay.sums).join(", "),
      }),
    );
  const { model: definition, optimizer, settings, step } = header;
  const player = withoutOptimizer(model, optimizer);
  if (player !== undefined)
    return E.left(
      badData("NoOptimizer", "a checkpoint without the optimiser of a player", { where, expected: player }),
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
  { codec, compile }: Kind<Definition, Model>,
  { header, where }: Stored,
): E.Either<Failure, Model> =>
  F.pipe(decoded(codec, header.model, `${where}, model`), E.chain(F.flow(compile, E.mapLeft(locate(where)))));
