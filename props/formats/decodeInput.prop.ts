import { describe, expect, test } from "vitest";
import * as formats from "../../src/formats/index.js";

/** Every decoder, as a caller without types has it. */
const decoders: Readonly<Record<string, (bytes: unknown, options?: unknown) => unknown>> = {
  npy: formats.npy.decode as never,
  npyHeader: formats.npy.decodeHeader as never,
  npz: formats.npz.decode as never,
  idx: formats.idx.decode as never,
  gzip: formats.gzip.decode as never,
  inflate: formats.gzip.inflate as never,
  csv: formats.csv.decode as never,
  safetensors: formats.safetensors.decode as never,
  array: formats.decodeArray as never,
};

describe.each(Object.entries(decoders))("%s", (_, decode) => {
  test.each([[undefined], [null], ["text"], [[1, 2]], [{}], [3]])("%j is no bytes: a Left", (bytes) => {
    expect(decode(bytes)).toMatchObject({ left: { kind: "BadArgument" } });
  });

  test("an option that is none is a Left which lists those that there are", () => {
    expect(decode(new Uint8Array(3), { were: "x" })).toMatchObject({ left: { kind: "BadOption" } });
    expect(decode(new Uint8Array(3), null)).toMatchObject({ left: { kind: "BadOption" } });
  });
});

test.each([
  ["npy", formats.npy.encode],
  ["npz", formats.npz.encode],
  ["idx", formats.idx.encode],
  ["gzip", formats.gzip.encode],
  ["safetensors", formats.safetensors.encode],
  ["gif", formats.gif.encode],
  ["gif of pictures", formats.gif.encodePictures],
  ["tensorBoard", formats.tensorBoard.encode],
])("%s of nothing is a Left", (_, encode) => {
  for (const nothing of [undefined, null, 3])
    expect((encode as (x: unknown) => unknown)(nothing)).toHaveProperty("left");
});
