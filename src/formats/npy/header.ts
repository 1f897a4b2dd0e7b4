import { either as E, function as F, option as O } from "fp-ts";
import { type Shape, showShape, size } from "../../core/shape.js";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../container.js";
import { elements } from "../elements.js";
import { type DType, maxRank } from "../ndarray.js";
import { type Element, elementOf } from "./element.js";
import { type Literal, parseLiteral } from "./pythonLiteral.js";

/** Versions of the format: 2 has a longer header, 3 one in UTF-8. */
export type NpyVersion = 1 | 2 | 3;

/** What the first bytes of an NPY file say about the rest. */
export interface NpyHeader extends Element {
  readonly version: NpyVersion;
  readonly shape: Shape;
  /** Column-major: the first axis varies fastest. */
  readonly fortran: boolean;
  /** Where the elements begin, in bytes. */
  readonly offset: number;
}

/** How every NPY file begins: 0x93, "NUMPY". */
const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy refuses longer ones too: parsing must not cost more than the data. */
const longestText = 10_000;

/** So many bytes of a file hold its whole header. */
export const headerBytes = 12 + longestText;

const notNpy = (bytes: Uint8Array, where: string): Failure<"NotNpy"> =>
  badData("NotNpy", "not an NPY file", {
    where,
    got: recognise(bytes),
    hint: "save the array with numpy.save",
  });

/** The Failure of a header or of data that ends too early. */
export const truncated = (where: string, expected: string, got: string): Failure<"TruncatedNpy"> =>
  badData("TruncatedNpy", "the file is cut short", { where, expected, got, hint: "copy or save it again" });

const malformed = (where: string, expected: string, got: string): Failure<"BadNpyHeader"> =>
  badData("BadNpyHeader", "the NPY header is damaged", { where, expected, got, hint: "save it again with numpy.save" });

/** Text as it may stand in a one-line message. */
const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);

const isExtent = (item: Literal): boolean =>
  item.kind === "integer" && Number.isSafeInteger(item.value) && item.value >= 0;

const shapeOf = (literal: Literal | undefined): O.Option<Shape> =>
  literal?.kind === "tuple" && literal.items.length <= maxRank && literal.items.every(isExtent)
    ? O.some(literal.items.map((item) => (item.kind === "integer" ? item.value : 0)))
    : O.none;

/** As NumPy, which bounds the product of the extents other than 0. */
const isAddressable = (shape: Shape, width: number): boolean =>
  Number.isSafeInteger(width * size(shape.filter((extent) => extent !== 0)));

type Fields = Omit<NpyHeader, "version" | "offset">;

const fieldsOf = (text: string, where: string): E.Either<Failure, Fields> => {
  const parsed = parseLiteral(text);
  if (O.isNone(parsed) || parsed.value.kind !== "dict")
    return E.left(malformed(where, "a Python dictionary", quoted(text.trim())));
  const { entries } = parsed.value;
  const keys = [...entries.keys()].sort().join(", ");
  if (keys !== "descr, fortran_order, shape")
    return E.left(malformed(where, "the keys descr, fortran_order, shape", quoted(keys)));
  const order = entries.get("fortran_order");
  if (order?.kind !== "boolean") return E.left(malformed(where, "fortran_order True or False", quoted(text.trim())));
  const shape = shapeOf(entries.get("shape"));
  if (O.isNone(shape)) return E.left(malformed(where, "a shape of whole numbers", quoted(text.trim())));
  return F.pipe(
    elementOf(entries.get("descr")!, where),
    E.filterOrElseW(
      ({ width }) => isAddressable(shape.value, width),
      () => malformed(where, "a shape of less than 2^53 bytes", showShape(shape.value)),
    ),
    E.map((element) => ({ ...element, shape: shape.value, fortran: order.value })),
  );
};

const textOf = (bytes: Uint8Array, version: NpyVersion): string =>
  new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes);

/**
 * Reads the header of an NPY file from its first bytes: magic, version, length, a Python dictionary.
 *
 * Errors: `NotNpy`, `TruncatedNpy`, `BadNpyHeader`, `NotNumeric`.
 * Source: NumPy, NEP 1 and numpy.lib.format.
 */
export const parseNpyHeader = (bytes: Uint8Array, where: string): E.Either<Failure, NpyHeader> => {
  if (bytes.length === 0 || magic.some((byte, i) => i < bytes.length && bytes[i] !== byte))
    return E.left(notNpy(bytes, where));
  const got = `${bytes.length} bytes`;
  if (bytes.length < 8) return E.left(truncated(where, "a header", got));
  const version = bytes[6]!;
  if ((version !== 1 && version !== 2 && version !== 3) || bytes[7] !== 0)
    return E.left(malformed(where, "version 1.0, 2.0 or 3.0", `${version}.${bytes[7]}`));
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) return E.left(truncated(where, "a header", got));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (length > longestText)
    return E.left(malformed(where, `a header of at most ${longestText} bytes`, `${length} bytes`));
  if (bytes.length < offset) return E.left(truncated(where, `a header of ${offset} bytes`, got));
  return F.pipe(
    fieldsOf(textOf(bytes.subarray(start, offset), version), where),
    E.map((fields) => ({ ...fields, version, offset })),
  );
};

/** A header of NumPy's own making, byte for byte: sorted keys, room for the growing axis to gain digits, ends at 64. */
export const formatNpyHeader = (
  dtype: DType,
  shape: Shape,
  { version, fortran, order }: Pick<NpyHeader, "version" | "fortran" | "order">,
): Uint8Array => {
  const { code, width } = elements[dtype];
  const mark = width === 1 ? "|" : order === "little" ? "<" : ">";
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const growing = shape.at(fortran ? -1 : 0);
  const room = growing === undefined ? "" : " ".repeat(21 - String(growing).length);
  const dictionary = `{'descr': '${mark}${code}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }${room}`;
  const start = version === 1 ? 10 : 12;
  const unpadded = start + dictionary.length + 1;
  const text = `${dictionary}${" ".repeat(64 - (unpadded % 64))}\n`;
  const bytes = new Uint8Array(start + text.length);
  bytes.set([...magic, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), start);
  return bytes;
};

/** Bytes of the elements behind a header. */
export const payloadBytes = ({ shape, width }: NpyHeader): number => size(shape) * width;

/** The dtype and shape in words: "uint8 of 100 x 200 x 1000". */
export const showHeader = ({ dtype, shape }: Pick<NpyHeader, "dtype" | "shape">): string =>
  `${dtype} of ${showShape(shape)}`;
