/**
 * Safetensors: named arrays and a few texts in one file, which PyTorch, JAX and NumPy read without running code: eight
 * bytes with the length of the header (little-endian), the header in JSON, the elements of one array behind the other.
 */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../failure.js";
import { bytesOf, reordered, wordsOf } from "../bytes.js";
import type { NdArray } from "../ndarray.js";
import { arrayOf, wordsOfArray } from "../npy/npy.js";
import { elements } from "../npy/npyElement.js";
import { metadataKey, parseSafetensorsHeader, safetensorsNames } from "./safetensorsHeader.js";

/** What a file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, NdArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a file. Arrays are views on `bytes` where their address allows it.
 *
 * Errors: `NotSafetensors`; `DamagedSafetensors` with the name of the tensor that does not fit.
 * Source: https://github.com/huggingface/safetensors, "Format".
 *
 * @example
 * const file = encodeSafetensors({ tensors: new Map([["bias", ndarray("float32", [2], Float32Array.of(1, 2))]]), metadata: {} })
 * F.pipe(decodeSafetensors(file), E.map(({ tensors }) => tensors.get("bias")?.shape)) // => E.right([2])
 */
export const decodeSafetensors = (bytes: Uint8Array, where = "safetensors"): E.Either<Failure, Safetensors> =>
  F.pipe(
    parseSafetensorsHeader(bytes, where),
    E.map(({ places, metadata, offset }) => ({
      metadata,
      tensors: new Map(
        places.map(({ name, dtype, shape, from, to }) => {
          const { width } = elements[dtype];
          const words = wordsOf(bytes.subarray(offset + from, offset + to), width);
          return [name, arrayOf({ dtype, shape, width, order: "little", fortran: false }, words)];
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

/**
 * The bytes of a file. Wide elements come first, so that all lie at a multiple of their width.
 *
 * Throws a RangeError where a tensor has the name of the metadata: a broken invariant of the caller.
 */
export const encodeSafetensors = ({ tensors, metadata }: Safetensors): Uint8Array => {
  if (tensors.has(metadataKey)) throw new RangeError(`no tensor may be called ${metadataKey}`);
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
