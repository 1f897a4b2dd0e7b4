import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ndarray } from "../../src/formats/ndarray.js";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { safetensorsProperties } from "../laws/safetensors.js";

describe("safetensors", () => {
  const laws = safetensorsProperties({ encode: encodeSafetensors, decode: decodeSafetensors });
  test.each(Object.entries(laws))("%s", (_, law) => fc.assert(law, { numRuns: 200 }));

  test("no tensor has the name of the metadata", () => {
    const tensors = new Map([["__metadata__", ndarray("uint8", [1], Uint8Array.of(1))]]);
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(RangeError);
  });
});
