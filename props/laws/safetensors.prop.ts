import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { ndarray } from "../../src/formats/ndarray.js";
import type { Safetensors } from "../../src/formats/safetensors/index.js";
import * as safetensors from "../../src/formats/safetensors/index.js";
import { contentOf, fileOf } from "../reference/safetensors.js";
import { type SafetensorsCodec, safetensorsProperties } from "./safetensors.js";

interface Entry {
  dtype: string;
  shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

type Header = Record<string, Entry | null>;

const sound: SafetensorsCodec = { encode: (file) => orThrow(safetensors.encode(file)), decode: safetensors.decode };

const failures = (slip: Partial<SafetensorsCodec>): readonly string[] => {
  const properties = safetensorsProperties({ ...sound, ...slip });
  return Object.keys(properties).filter((name) => fc.check(properties[name]!, { endOnFailure: true }).failed);
};

/** The file with its header rewritten: what a careless writer leaves. */
const rewritten = (change: (json: string) => string): Partial<SafetensorsCodec> => ({
  encode: (file) => {
    const bytes = orThrow(safetensors.encode(file));
    const { start } = contentOf(bytes);
    return fileOf(change(Buffer.from(bytes.subarray(8, start)).toString()), bytes.subarray(start));
  },
});

/** A reader that mends the header before the sound one sees it. */
const mending = (mend: (header: Header) => void): Partial<SafetensorsCodec> => ({
  decode: (bytes) => {
    try {
      const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
      const header = JSON.parse(Buffer.from(bytes.subarray(8, start)).toString());
      mend(header);
      return safetensors.decode(fileOf(header, bytes.subarray(start)));
    } catch {
      return safetensors.decode(bytes);
    }
  },
});

const tensorsOf = (header: Header): readonly Entry[] =>
  Object.entries(header).flatMap(([name, entry]) =>
    name !== "__metadata__" && Array.isArray(entry?.data_offsets) ? [entry!] : [],
  );

const round = expect.stringContaining("read back");
const plain = expect.stringContaining("plainest reader");
const foreign = expect.stringContaining("another program writes");
const misfit = expect.stringContaining("does not fit");
const tiling = expect.stringContaining("bytes of two tensors");
const throws = expect.stringContaining("no bytes make it throw");

describe("the kit of safetensors catches a broken one", () => {
  test("and passes a sound one", () => expect(failures({})).toEqual([]));

  test.each<[string, unknown, Partial<SafetensorsCodec>]>([
    ["a header that is not padded", plain, rewritten((json) => json.trimEnd())],
    ["texts left out", round, { encode: ({ tensors }) => orThrow(safetensors.encode({ tensors, metadata: {} })) }],
    [
      "a tensor left out",
      round,
      {
        encode: ({ tensors, metadata }) =>
          orThrow(safetensors.encode({ tensors: new Map([...tensors].slice(1)), metadata })),
      },
    ],
    [
      "bytes the other way round",
      plain,
      {
        encode: (file) => {
          const bytes = orThrow(safetensors.encode(file));
          bytes.subarray(contentOf(bytes).start).reverse();
          return bytes;
        },
      },
    ],
    [
      "floats through numbers of the language: NaN loses its payload",
      round,
      {
        decode: (bytes) =>
          E.map((file: Safetensors) => ({
            ...file,
            tensors: new Map(
              [...file.tensors].map(([name, array]) => [
                name,
                array.data instanceof Float32Array
                  ? ndarray(
                      "float32",
                      array.shape,
                      Float32Array.from([...array.data], (x) => (Number.isNaN(x) ? NaN : x)),
                    )
                  : array,
              ]),
            ),
          }))(safetensors.decode(bytes)),
      },
    ],
    [
      "padding demanded of others",
      foreign,
      {
        decode: (bytes) =>
          bytes.length >= 8 && new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) % 8n !== 0n
            ? safetensors.decode(new Uint8Array())
            : safetensors.decode(bytes),
      },
    ],
    [
      "shapes taken from the offsets",
      misfit,
      mending((header) => {
        for (const entry of tensorsOf(header))
          if (entry.dtype === "U8") entry.shape = [entry.data_offsets[1] - entry.data_offsets[0]];
      }),
    ],
    [
      "unknown types taken for bytes",
      misfit,
      mending((header) => {
        for (const entry of tensorsOf(header))
          if (entry.dtype === "F4") {
            entry.dtype = "U8";
            entry.shape = [entry.data_offsets[1] - entry.data_offsets[0]];
          }
      }),
    ],
    [
      "what lies behind the last tensor is not looked at",
      tiling,
      {
        decode: (bytes) => {
          const whole = safetensors.decode(bytes);
          if (E.isRight(whole)) return whole;
          for (let cut = 1; cut < 10; cut++) {
            const shorter = safetensors.decode(bytes.subarray(0, Math.max(0, bytes.length - cut)));
            if (E.isRight(shorter)) return shorter;
          }
          return whole;
        },
      },
    ],
    [
      "the first bytes read before their number is looked at",
      throws,
      {
        decode: (bytes) => {
          new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true);
          return safetensors.decode(bytes);
        },
      },
    ],
  ])("%s", (_, law, slip) => expect(failures(slip)).toContainEqual(law));
});
