/**
 * Safetensors: named arrays and a few texts in one file, which PyTorch, JAX and NumPy read without running code: eight
 * bytes with the length of the header (little-endian), the header in JSON, the elements of one array behind the other.
 * It may use the words, elements and arrays of this folder's parent. Begin with `decode`; `header.ts` checks the header.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectMap, expectRecord } from "../../core/checks.js";
import { badData, type Failure, locate } from "../../failure.js";
import { bytesOf, reordered, wordsOf } from "../bytes.js";
import { type DecodeOptions, decodeInput } from "../decodeInput.js";
import { arrayOf, elements, wordsOfArray } from "../elements.js";
import { expectArray, type NdArray } from "../ndarray.js";
import { metadataKey, parseSafetensorsHeader, safetensorsNames } from "./header.js";

/** What a file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, NdArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a file. Arrays are views on `bytes` where their address allows it.
 *
 * Errors: `NotSafetensors`; `DamagedSafetensors` with the name of the tensor that does not fit.
 *
 * @example
 * import { ndarray, safetensors } from "elbo-ts/formats";
 * const tensors = new Map([["bias", ndarray("float32", [2], Float32Array.of(1, 2))]]);
 * const file = safetensors.encode({ tensors, metadata: { format: "pt" } });
 * F.pipe(file, E.chain((bytes) => safetensors.decode(bytes)), E.map(({ metadata }) => metadata)) // => E.right({ format: "pt" })
 */
export const decode = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, Safetensors> =>
  F.pipe(
    decodeInput(bytes, options),
    E.chain(({ where = "safetensors" }) => parseSafetensorsHeader(bytes, where)),
    E.map(({ entries, metadata, offset }) => ({
      metadata,
      tensors: new Map(
        entries.map(({ name, dtype, shape, from, to }) => {
          const { width } = elements[dtype];
          const words = wordsOf(bytes.subarray(offset + from, offset + to), width);
          return [name, arrayOf({ dtype, shape, order: "little", fortran: false }, words)];
        }),
      ),
    })),
  );

/** Blanks behind the header, so that the first element lies at a multiple of the widest one. */
const aligned = (json: Uint8Array): Uint8Array => {
  const padded = new Uint8Array(8 * Math.ceil(json.length / 8)).fill(0x20);
  padded.set(json);
  return padded;
};

const expectTensors = (file: Safetensors): E.Either<Failure, null> => {
  const { tensors, metadata } = (file ?? {}) as Safetensors;
  const given = checked(null, expectMap("the tensors", tensors), expectRecord("the metadata", metadata));
  if (E.isLeft(given)) return given;
  if (tensors.has(metadataKey))
    return E.left(badData("ReservedName", "no tensor may have this name", { got: metadataKey }));
  for (const [name, array] of tensors) {
    const checked = expectArray(array);
    if (E.isLeft(checked)) return E.left(locate(name)(checked.left));
  }
  return E.right(null);
};

const bytesWith = ({ tensors, metadata }: Safetensors): Uint8Array => {
  const wideFirst = [...tensors].toSorted(([, a], [, b]) => elements[b.dtype].width - elements[a.dtype].width);
  let end = 0;
  const placed = wideFirst.map(([name, array]) => {
    const from = end;
    const data = bytesOf(reordered(wordsOfArray(array), "little"));
    end += data.length;
    return {
      name,
      from,
      data,
      entry: { dtype: safetensorsNames[array.dtype], shape: array.shape, data_offsets: [from, end] },
    };
  });
  const about = Object.keys(metadata).length > 0 ? [[metadataKey, metadata] as const] : [];
  const header = Object.fromEntries([...about, ...placed.map(({ name, entry }) => [name, entry] as const)]);
  const json = aligned(new TextEncoder().encode(JSON.stringify(header)));
  const bytes = new Uint8Array(8 + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  for (const { from, data } of placed) bytes.set(data, 8 + json.length + from);
  return bytes;
};

/**
 * The bytes of a file. Wide elements come first, so that all lie at a multiple of their width.
 *
 * Errors: `ReservedName` where a tensor has the name of the metadata; `NotAnArray`, naming the tensor.
 */
export const encode = (file: Safetensors): E.Either<Failure, Uint8Array> =>
  F.pipe(
    expectTensors(file),
    E.map(() => bytesWith(file)),
  );
