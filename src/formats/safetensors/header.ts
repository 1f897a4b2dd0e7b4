/** The header of a safetensors file: JSON that says where each tensor lies, held against the bytes there are. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Natural } from "../../core/ranges.js";
import { quote, report } from "../../core/report.js";
import { type Shape, showShape, size } from "../../core/shape.js";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../container.js";
import { elements } from "../elements.js";
import { type DType, maxRank } from "../ndarray.js";

/** The names that the format has for the element types of arrays. */
export const safetensorsNames: { readonly [D in DType]: string } = {
  bool: "BOOL",
  int8: "I8",
  uint8: "U8",
  int16: "I16",
  uint16: "U16",
  int32: "I32",
  uint32: "U32",
  int64: "I64",
  uint64: "U64",
  float16: "F16",
  float32: "F32",
  float64: "F64",
};

const byName = new Map(Object.entries(safetensorsNames).map(([dtype, name]) => [name, dtype as DType]));

/** Where a tensor lies: bytes from..to behind the header. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly from: number;
  readonly to: number;
}

/** A header that holds. */
export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes before the first tensor. */
  readonly offset: number;
}

/** The key that is no tensor's. */
export const metadataKey = "__metadata__";

/** Longer headers are refused by the format's own library too. */
const longest = 100_000_000;

/** A tuple of io-ts takes longer ones too. */
const Offsets = t.refinement(t.readonlyArray(Natural), ({ length }) => length === 2, "two offsets");

const Entry = t.strict({ dtype: t.string, shape: t.readonlyArray(Natural), data_offsets: Offsets }, "a tensor");
const Metadata = t.record(t.string, t.string, "a record of texts");
const Header = t.UnknownRecord;

const notSafetensors = (where: string, expected: string, got: string): Failure =>
  badData("NotSafetensors", "not a safetensors file", { where, expected, got });

const damaged = (where: string, name: string, expected: string, got: string): Failure =>
  badData("DamagedSafetensors", "this tensor does not fit the file", {
    where: `${where}, ${quote(name)}`,
    expected,
    got,
    hint: "copy or save the file again",
  });

const decoded = <A>(codec: t.Type<A, unknown>, value: unknown, where: string): E.Either<Failure, A> =>
  F.pipe(
    codec.decode(value),
    E.mapLeft((errors) => {
      const { path, expected, got } = report(errors)[0]!;
      return badData("DamagedSafetensors", "the header is damaged", {
        where: [where, ...path.map(quote)].join(", "),
        expected,
        got: quote(got),
      });
    }),
  );

const textOf = (bytes: Uint8Array, where: string): E.Either<Failure, string> => {
  if (bytes.length < 8) return E.left(notSafetensors(where, "8 bytes and a header", recognise(bytes)));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (bytes[8] !== 0x7b) return E.left(notSafetensors(where, "a header in JSON", recognise(bytes)));
  if (length > Math.min(longest, bytes.length - 8))
    return E.left(notSafetensors(where, `a header of ${length} bytes`, `${bytes.length - 8} bytes`));
  return E.tryCatch(
    () => new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    () => notSafetensors(where, "a header in UTF-8", "other bytes"),
  );
};

const placeOf = (name: string, value: unknown, where: string): E.Either<Failure, TensorEntry> =>
  F.pipe(
    decoded(Entry, value, `${where}, ${quote(name)}`),
    E.chain(({ dtype: code, shape, data_offsets }) => {
      const [from, to] = data_offsets as readonly [number, number];
      const wrong = (expected: string, got: string) => E.left(damaged(where, name, expected, got));
      const dtype = byName.get(code);
      if (dtype === undefined) return wrong(`an element type of ${[...byName.keys()].join(", ")}`, quote(code));
      if (shape.length > maxRank) return wrong(`at most ${maxRank} axes`, `${shape.length}`);
      const bytes = size(shape) * elements[dtype].width;
      if (to - from !== bytes) return wrong(`${bytes} bytes for ${code} of ${showShape(shape)}`, `${to - from} bytes`);
      return E.right({ name, dtype, shape, from, to });
    }),
  );

/** Every byte belongs to one tensor. */
const expectTiling = (
  entries: readonly TensorEntry[],
  bytes: number,
  where: string,
): E.Either<Failure, readonly TensorEntry[]> => {
  const inOrder = entries.toSorted((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of inOrder) {
    if (from !== end) return E.left(damaged(where, name, `a beginning at byte ${end}`, `${from}`));
    if (to > bytes) return E.left(damaged(where, name, `an end within ${bytes} bytes of data`, `${to}`));
    end = to;
  }
  if (end === bytes) return E.right(inOrder);
  return E.left(notSafetensors(where, `${end} bytes of tensors`, `${bytes}`));
};

/**
 * Reads and checks the header of a whole file: types, shapes and offsets against each other and against the bytes.
 *
 * Errors: `NotSafetensors`; `DamagedSafetensors` with the tensor's name.
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export const parseSafetensorsHeader = (bytes: Uint8Array, where: string): E.Either<Failure, SafetensorsHeader> =>
  F.pipe(
    E.Do,
    E.bind("text", () => textOf(bytes, where)),
    E.bind("json", ({ text }) =>
      E.tryCatch(
        () => JSON.parse(text) as unknown,
        () => notSafetensors(where, "a header in JSON", quote(text)),
      ),
    ),
    E.bind("header", ({ json }) => decoded(Header, json, where)),
    E.bind("metadata", ({ header }) => decoded(Metadata, header[metadataKey] ?? {}, `${where}, ${metadataKey}`)),
    E.bind("offset", () => E.right(8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)))),
    E.bind("entries", ({ header, offset }) =>
      F.pipe(
        Object.entries(header).filter(([name]) => name !== metadataKey),
        E.traverseArray(([name, value]) => placeOf(name, value, where)),
        E.chain((entries) => expectTiling(entries, bytes.length - offset, where)),
      ),
    ),
    E.map(({ entries, metadata, offset }) => ({ entries, metadata, offset })),
  );
