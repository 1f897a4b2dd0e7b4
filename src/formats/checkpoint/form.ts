/** What all checkpoints share: a safetensors file of tensors by their names, with all else as JSON among its texts. */
import { either as E, function as F } from "fp-ts";
import type * as t from "io-ts";
import { quote, report } from "../../core/report.js";
import { badData, type Failure } from "../../failure.js";
import type { DType, NdArray } from "../ndarray.js";
import * as safetensors from "../safetensors/index.js";

/** A kind of checkpoint. */
export interface CheckpointKind<Header> {
  /** What a file of this kind calls itself: "elbo-ts ...". */
  readonly format: string;
  /** Of the header and of the names; a reader knows all versions up to its own. */
  readonly version: string;
  readonly header: t.Type<Header, unknown>;
  /** What to try with a file of another program. */
  readonly hint: string;
}

/** What a file of some form holds. */
export interface Decoded<Header> {
  readonly header: Header;
  readonly tensors: safetensors.Safetensors["tensors"];
}

/** The bytes of a file of this form. */
export const encodeAs = <Header>(
  { format, version, header: codec }: CheckpointKind<Header>,
  { header, tensors }: Decoded<Header>,
): E.Either<Failure, Uint8Array> =>
  safetensors.encode({
    tensors,
    metadata: { format, version, checkpoint: JSON.stringify(codec.encode(header)) },
  });

/**
 * A value of a header, by its codec.
 *
 * Errors: `DamagedCheckpoint` with the place of what does not fit.
 */
export const decoded = <A>(codec: t.Type<A, unknown>, value: unknown, where: string): E.Either<Failure, A> =>
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

const foreign = (what: string, where: string, expected: string, got: string, hint?: string): E.Either<Failure, never> =>
  E.left(badData("NotACheckpoint", what, { where, expected, got, ...(hint === undefined ? {} : { hint }) }));

/** The text of the header, where the file is of this form and version. */
const headerText = (
  { format, version, hint }: Pick<CheckpointKind<never>, "format" | "version" | "hint">,
  metadata: Readonly<Record<string, string>>,
  where: string,
): E.Either<Failure, string> => {
  const got = metadata["format"];
  if (got !== format && got?.startsWith("elbo-ts "))
    return foreign("a checkpoint of another kind of run", where, format, got);
  if (got !== format) {
    const called = got === undefined ? "no format" : `the format ${quote(got)}`;
    return foreign("not a checkpoint of this library", where, format, called, hint);
  }
  if (metadata["version"] === version) return E.right(metadata["checkpoint"] ?? "");
  const other = quote(metadata["version"]);
  return foreign(
    "not a checkpoint of this library",
    where,
    `version ${version}`,
    other,
    "take the elbo-ts that wrote it",
  );
};

/**
 * Reads the bytes of a file of this form.
 *
 * Errors: those of `safetensors.decode`; `NotACheckpoint` for another format or version; `DamagedCheckpoint` with the
 * place in the header.
 */
export const decodeAs = <Header>(
  form: CheckpointKind<Header>,
  bytes: Uint8Array,
  where: string,
): E.Either<Failure, Decoded<Header>> =>
  F.pipe(
    E.Do,
    E.bind("file", () => safetensors.decode(bytes, { where })),
    E.bind("text", ({ file }) => headerText(form, file.metadata, where)),
    E.bind("json", ({ text }) =>
      E.tryCatch(
        () => JSON.parse(text) as unknown,
        (): Failure =>
          badData("DamagedCheckpoint", "the header of the checkpoint is not JSON", { where, got: quote(text) }),
      ),
    ),
    E.bind("header", ({ json }) => decoded(form.header, json, where)),
    E.map(({ file, header }) => ({ header, tensors: file.tensors })),
  );

/**
 * An array whose elements are of this type.
 *
 * Errors: `NotACheckpoint` with its name.
 */
export const expectType = <D extends DType>(dtype: D, name: string, array: NdArray): E.Either<Failure, NdArray<D>> =>
  array.dtype === dtype
    ? E.right(array as NdArray<D>)
    : E.left(badData("NotACheckpoint", "a tensor of another type", { where: name, expected: dtype, got: array.dtype }));
