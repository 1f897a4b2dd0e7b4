/** IDX, the format of MNIST: one array in big-endian order behind its type and shape. */
import { either as E, function as F } from "fp-ts";
import { showShape, size } from "../core/shape.js";
import { badData, type Failure } from "../failure.js";
import { bytesOf, reordered, type Width, type Words, wordsOf } from "./bytes.js";
import { recognise } from "./container.js";
import { type DecodeOptions, decodeInput } from "./decodeInput.js";
import { inflate } from "./gzip.js";
import { expectArray, maxRank, type NdArray, ndarray, type Storage } from "./ndarray.js";

/** The element types that IDX has. */
export type IdxDType = "uint8" | "int8" | "int16" | "int32" | "float32" | "float64";

/** The bytes are not a whole IDX file. */
export type NotIdx = Failure<"NotIdx">;

interface Kind<D extends IdxDType = IdxDType> {
  readonly dtype: D;
  /** The third byte of the file. */
  readonly code: number;
  readonly width: Width;
  /** The words, in this machine's order, as numbers: a view. */
  readonly view: (words: Words) => Storage[D];
}

const kind = <D extends IdxDType>(
  code: number,
  dtype: D,
  Numbers: { new (buffer: ArrayBufferLike, offset: number, length: number): Storage[D]; BYTES_PER_ELEMENT: number },
): Kind<D> => ({
  dtype,
  code,
  width: Numbers.BYTES_PER_ELEMENT as Width,
  view: ({ buffer, byteOffset, length }) => new Numbers(buffer, byteOffset, length),
});

const kinds: readonly Kind[] = [
  kind(0x08, "uint8", Uint8Array),
  kind(0x09, "int8", Int8Array),
  kind(0x0b, "int16", Int16Array),
  kind(0x0c, "int32", Int32Array),
  kind(0x0d, "float32", Float32Array),
  kind(0x0e, "float64", Float64Array),
];

const notIdx =
  (where: string) =>
  (what: string, expected: string, got: string): E.Either<NotIdx, never> =>
    E.left(badData("NotIdx", what, { where, expected, got }));

const inHex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;

const decodeInflated = (bytes: Uint8Array, where: string): E.Either<NotIdx, NdArray<IdxDType>> => {
  const refused = notIdx(where);
  const [zero0, zero1, code = 0, rank = 0] = bytes;
  const kind = kinds.find((kind) => kind.code === code);
  if (bytes.length < 4 || zero0 !== 0 || zero1 !== 0)
    return refused("not an IDX file", "two zero bytes, a type and a rank at the start", recognise(bytes));
  if (kind === undefined) return refused("an IDX file of an unknown type", "0x08, 0x09 or 0x0b to 0x0e", inHex(code));
  if (rank > maxRank) return refused("an IDX file of too many axes", `at most ${maxRank}`, `${rank}`);
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    return refused("an IDX file cut short", `a header of ${start} bytes`, `${bytes.length} bytes`);

  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const end = start + size(shape) * kind.width;
  if (bytes.length !== end) {
    const what = bytes.length > end ? "an IDX file with bytes left over" : "an IDX file cut short";
    return refused(what, `${end} bytes for ${showShape(shape)} ${kind.dtype}`, `${bytes.length} bytes`);
  }
  const words = reordered(wordsOf(bytes.subarray(start), kind.width), "big");
  return E.right(ndarray(kind.dtype, shape, kind.view(words)));
};

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, a type, a rank, the extents (32 bits each), the elements in
 * row-major order, all big-endian. A gzip archive of one is unpacked first. One-byte elements may be a view of `bytes`.
 *
 * Errors: `NotIdx` where the beginning is another format's or the length is not that of the header's shape;
 * `DamagedGzip`.
 *
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", file formats.
 *
 * @example
 * import { idx, ndarray } from "elbo-ts/formats";
 * idx.decode(Uint8Array.of(0, 0, 0x08, 1, 0, 0, 0, 2, 7, 9)) // => E.right(ndarray("uint8", [2], Uint8Array.of(7, 9)))
 */
export const decode = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, NdArray<IdxDType>> => {
  const { where = "IDX data" } = options ?? {};
  return F.pipe(
    decodeInput(bytes, options),
    E.chain(() => inflate(bytes, { where })),
    E.chainW((inflated) => decodeInflated(inflated, where)),
  );
};

const bytesWith = ({ code, width }: Kind, { shape, data }: NdArray): Uint8Array => {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([0, 0, code, shape.length]);
  const header = new DataView(bytes.buffer);
  shape.forEach((extent, axis) => {
    header.setUint32(4 + 4 * axis, extent);
  });
  bytes.set(bytesOf(reordered(wordsOf(bytesOf(data), width), "big")), start);
  return bytes;
};

/**
 * The bytes of an IDX file, not packed.
 *
 * Errors: `NotAnArray`; `NotIdx` where IDX has no such element type, or an extent does not fit 32 bits.
 *
 * @example
 * import { idx, ndarray } from "elbo-ts/formats";
 * idx.encode(ndarray("int16", [1], Int16Array.of(258))) // => E.right(Uint8Array.of(0, 0, 0x0b, 1, 0, 0, 0, 1, 1, 2))
 */
export const encode = (array: NdArray<IdxDType>): E.Either<Failure, Uint8Array> =>
  F.pipe(
    expectArray(array),
    E.chainW(({ dtype, shape }) => {
      const refused = notIdx(dtype);
      const kind = kinds.find((kind) => kind.dtype === dtype);
      if (kind === undefined)
        return refused("an element type that IDX lacks", kinds.map(({ dtype }) => dtype).join(", "), dtype);
      const long = shape.find((extent) => extent >= 2 ** 32);
      return long === undefined
        ? E.right(bytesWith(kind, array))
        : refused("an axis that IDX cannot hold", "extents of 32 bits", `${long}`);
    }),
  );
