import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as safetensors from "../../src/formats/safetensors/index.js";

import { safetensorsProperties } from "../laws/safetensors.js";

describe("safetensors", () => {
  const laws = safetensorsProperties({
    encode: (file) => orThrow(safetensors.encode(file)),
    decode: safetensors.decode,
  });
  test.each(Object.entries(laws))("%s", (_, law) => fc.assert(law, { numRuns: 200 }));

  test("no tensor has the name of the metadata", () => {
    const tensors = new Map([["__metadata__", ndarray("uint8", [1], Uint8Array.of(1))]]);
    expect(safetensors.encode({ tensors, metadata: {} })).toMatchObject({ _tag: "Left" });
  });
});
