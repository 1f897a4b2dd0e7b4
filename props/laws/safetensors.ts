/**
 * The laws of a reader and writer of safetensors: each undoes the other, both agree with the plainest reading of the
 * format, every defect is a `Left` that names the tensor, and nothing makes them throw.
 */

import fc from "fast-check";
import { either as E } from "fp-ts";
import { size } from "../../src/core/shape.js";
import { describe, type Failure } from "../../src/failure.js";
import { bytesOf } from "../../src/formats/bytes.js";
import { elements } from "../../src/formats/elements.js";
import type { NdArray } from "../../src/formats/ndarray.js";

import type { Safetensors } from "../../src/formats/safetensors/index.js";
import { arrayOfShape, bitsOf, dtype, shape } from "../arbitraries/ndarrays.js";
import { contentOf, type Entry, fileOf } from "../reference/safetensors.js";

/** What is held to the laws. */
export interface SafetensorsCodec {
  readonly encode: (file: Safetensors) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => E.Either<Failure, Safetensors>;
}

const codes = {
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
} as const;

const name = fc
  .oneof(fc.string({ unit: "binary" }), fc.constantFrom("encoder.hidden.weight", "0", "__proto__", "größe", ""))
  .filter((it) => it !== "__metadata__");

const array = fc.tuple(dtype, shape).chain(([type, extents]) => arrayOfShape(type, extents));
const metadata = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.string(), { noNullPrototype: true });

/** Random files: every dtype, extents of 0, scalars, any name. */
export const files: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc
    .uniqueArray(fc.tuple(name, array), { selector: ([it]) => it, maxLength: 6 })
    .map((tensors) => new Map(tensors)),
  metadata,
});

const content = ({ tensors, metadata: about }: Safetensors) => ({
  tensors: [...tensors].map(([key, value]) => [key, bitsOf(value)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  metadata: about,
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const demand = (holds: boolean, otherwise: () => string): void => {
  if (!holds) throw new Error(otherwise());
};

/** The bytes of an array in a file of little-endian words; of float16 only what is exact. */
const rawOf = ({ dtype: type, data }: NdArray): Uint8Array => {
  if (type === "float16") throw new TypeError("float16 is widened in memory");
  return bytesOf(data);
};

/** A sound file of two tensors and more as another program may write it: in any order, header unpadded. */
const foreign = fc
  .record({
    tensors: fc.uniqueArray(
      fc.tuple(
        name,
        array.filter((it) => it.dtype !== "float16" && size(it.shape) > 0),
      ),
      { selector: ([it]) => it, minLength: 2, maxLength: 5 },
    ),
    metadata,
  })
  .map(({ tensors, metadata: about }) => {
    let end = 0;
    const entries = tensors.map(([key, value]): readonly [string, Entry] => {
      const from = end;
      end += size(value.shape) * elements[value.dtype].width;
      return [key, { dtype: codes[value.dtype], shape: value.shape, data_offsets: [from, end] }];
    });
    const data = new Uint8Array(Buffer.concat(tensors.map(([, value]) => rawOf(value))));
    return { tensors: new Map(tensors), metadata: about, entries, data };
  });

type Foreign = typeof foreign extends fc.Arbitrary<infer A> ? A : never;

/** What may be wrong with the first tensor, as a change of its entry. */
const defects: Readonly<
  Record<string, (entry: Entry & { data_offsets: readonly [number, number] }, data: number) => unknown>
> = {
  "an unknown type": (entry) => ({ ...entry, dtype: "F4" }),
  "a type that is no text": (entry) => ({ ...entry, dtype: 32 }),
  "no type": ({ dtype: _, ...entry }) => entry,
  "no shape": ({ shape: _, ...entry }) => entry,
  "no offsets": ({ data_offsets: _, ...entry }) => entry,
  "one offset": (entry) => ({ ...entry, data_offsets: [0] }),
  "three offsets": (entry) => ({ ...entry, data_offsets: [...entry.data_offsets, 0] }),
  "another shape": (entry) => ({ ...entry, shape: [...(entry.shape as number[]), 2] }),
  "a negative extent": (entry) => ({ ...entry, shape: [-1, ...(entry.shape as number[])] }),
  "half an extent": (entry) => ({ ...entry, shape: [0.5, 2, ...(entry.shape as number[])] }),
  "an extent past all numbers": (entry) => ({ ...entry, shape: [1e300, 1e300] }),
  "too many axes": (entry) => ({ ...entry, shape: [...new Array(100).fill(1), ...(entry.shape as number[])] }),
  "an end before its beginning": ({ data_offsets: [from, to], ...entry }) => ({ ...entry, data_offsets: [to, from] }),
  "a place outside": ({ data_offsets: [from, to], ...entry }, data) => ({
    ...entry,
    data_offsets: [from + data, to + data],
  }),
  "a negative place": ({ data_offsets: [from, to], ...entry }) => ({ ...entry, data_offsets: [from - to, 0] }),
  "no tensor at all": () => [1, 2, 3],
  nothing: () => null,
};

const withFirst = ({ entries, metadata: about }: Foreign, entry: unknown): Record<string, unknown> => ({
  __metadata__: about,
  ...Object.fromEntries([[entries[0]![0], entry], ...entries.slice(1)]),
});

/** The laws by what they say. */
export const safetensorsProperties = ({
  encode,
  decode,
}: SafetensorsCodec): Readonly<Record<string, fc.IProperty<unknown>>> => ({
  "what is written is read back, every bit": fc.property(files, (file) => {
    const read = decode(encode(file));
    demand(E.isRight(read), () => describe((read as E.Left<Failure>).left));
    demand(same(content((read as E.Right<Safetensors>).right), content(file)), () => "other content");
  }),

  "the plainest reader finds the same, each element at a multiple of its width": fc.property(files, (file) => {
    const bytes = encode(file);
    const { tensors, metadata: about, start } = contentOf(bytes);
    demand(start % 8 === 0 && same(about, file.metadata) && tensors.size === file.tensors.size, () => "another header");
    for (const [key, value] of file.tensors) {
      const found = tensors.get(key);
      demand(found !== undefined && found.dtype === codes[value.dtype] && same(found.shape, value.shape), () => key);
      if (value.dtype !== "float16")
        demand(found!.bits === Buffer.from(rawOf(value)).toString("hex"), () => `${key}: other bits`);
    }
  }),

  "what another program writes is read": fc.property(foreign, (file) => {
    const header = { ...Object.fromEntries(file.entries), __metadata__: file.metadata };
    const read = decode(fileOf(header, file.data));
    demand(E.isRight(read) && same(content(read.right), content(file)), () => "not read, or other content");
  }),

  "a tensor that does not fit is a Left with its name": fc.property(
    foreign,
    fc.constantFrom(...Object.keys(defects)),
    (file, defect) => {
      const [key, entry] = file.entries[0]!;
      const wrong = defects[defect]!(entry as Parameters<(typeof defects)[string]>[0], file.data.length);
      const read = decode(fileOf(withFirst(file, wrong), file.data));
      demand(E.isLeft(read), () => `${defect} is read`);
      const { where = "" } = (read as E.Left<Failure>).left;
      const plain = /^[\w.]+$/.test(key);
      demand(defect === "a place outside" || !plain || where.includes(key), () => `${defect} at ${where}`);
    },
  ),

  "bytes of two tensors, of none, and bytes that are missing are a Left": fc.property(
    foreign,
    fc.integer({ min: 1, max: 9 }),
    (file, n) => {
      const [, ...others] = file.entries;
      const [first] = file.entries;
      const header = Object.fromEntries(file.entries);
      const twice = { ...header, "a second name": first![1] };
      const hole = Object.fromEntries(others);
      const more = new Uint8Array(Buffer.concat([file.data, new Uint8Array(n)]));
      const less = file.data.subarray(0, Math.max(0, file.data.length - n));
      for (const wrong of [
        fileOf(twice, file.data),
        fileOf(hole, file.data),
        fileOf(header, more),
        fileOf(header, less),
      ])
        demand(E.isLeft(decode(wrong)), () => "it is read");
    },
  ),

  "a header that is none is a Left": fc.property(foreign, fc.oneof(fc.string(), fc.json()), (file, text) => {
    const lengths = [0, 2 ** 31, Number.MAX_SAFE_INTEGER, file.data.length + 1000];
    for (const length of lengths)
      demand(E.isLeft(decode(fileOf(withFirst(file, null), file.data, length))), () => `${length}`);
    for (const wrong of [text, `${text}{`, '{"a":', '{"__metadata__":{"a":1}}', "[".repeat(100_000)])
      demand(!E.isRight(decode(fileOf(wrong, file.data))), () => wrong.slice(0, 40));
  }),

  "no bytes make it throw": fc.property(
    foreign,
    fc.array(fc.tuple(fc.nat(), fc.nat(255))),
    fc.nat(),
    (file, changes, cut) => {
      const bytes = fileOf(Object.fromEntries(file.entries), file.data);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      decode(bytes);
      decode(bytes.subarray(0, cut % bytes.length));
    },
  ),
});
