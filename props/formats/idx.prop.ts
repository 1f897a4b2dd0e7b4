import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { size } from "../../src/core/shape.js";
import { orThrow, describe as sentence } from "../../src/failure.js";
import { bytesOf } from "../../src/formats/bytes.js";
import type { IdxDType } from "../../src/formats/idx.js";
import * as idx from "../../src/formats/idx.js";
import { type NdArray, ndarray } from "../../src/formats/ndarray.js";

const makers = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Arrays of every type and any rank, an extent of 0 included, whose elements are random bits: NaN and -0 as well. */
const arrays: fc.Arbitrary<NdArray<IdxDType>> = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(makers) as IdxDType[])),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
  })
  .chain(({ dtype, shape }) => {
    const bytes = size(shape) * makers[dtype].BYTES_PER_ELEMENT;
    return fc
      .uint8Array({ minLength: bytes, maxLength: bytes })
      .map((bits) => ndarray(dtype, shape, new makers[dtype](new Uint8Array(bits).buffer)));
  });

/** An array's type, shape and bits: floats compared by their bits, since NaN is not NaN. */
const bits = ({ dtype, shape, data }: NdArray) => ({ dtype, shape: [...shape], bits: Array.from(bytesOf(data)) });

const failure = (bytes: Uint8Array): string => {
  const result = idx.decode(bytes);
  return E.isLeft(result) ? sentence(result.left) : "read";
};

describe("IDX", () => {
  test("what was written is read back, bit for bit, packed or not, at any address", () => {
    fc.assert(
      fc.property(arrays, fc.boolean(), fc.nat({ max: 7 }), (array, packed, offset) => {
        const bytes = packed ? gzipSync(orThrow(idx.encode(array))) : orThrow(idx.encode(array));
        const moved = new Uint8Array(offset + bytes.length);
        moved.set(bytes, offset);
        expect(E.map(bits)(idx.decode(moved.subarray(offset)))).toEqual(E.right(bits(array)));
      }),
    );
  });

  test("the bytes of the format's description: a 2 x 2 of int32, a float64, an empty one", () => {
    expect(orThrow(idx.encode(ndarray("int32", [2, 2], Int32Array.of(1, -2, 256, 2 ** 31 - 1))))).toEqual(
      Uint8Array.of(
        0,
        0,
        0x0c,
        2,
        0,
        0,
        0,
        2,
        0,
        0,
        0,
        2,
        0,
        0,
        0,
        1,
        255,
        255,
        255,
        254,
        0,
        0,
        1,
        0,
        127,
        255,
        255,
        255,
      ),
    );
    expect(orThrow(idx.encode(ndarray("float64", [], Float64Array.of(-2))))).toEqual(
      Uint8Array.of(0, 0, 0x0e, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0),
    );
    expect(orThrow(idx.encode(ndarray("uint8", [0], new Uint8Array(0))))).toEqual(
      Uint8Array.of(0, 0, 0x08, 1, 0, 0, 0, 0),
    );
  });

  test("every proper beginning, and anything behind the end, is refused", () => {
    fc.assert(
      fc.property(arrays, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (array, cut, more) => {
        const whole = orThrow(idx.encode(array));
        expect(idx.decode(whole.subarray(0, cut % whole.length))).toMatchObject(
          E.left({ kind: "NotIdx", fault: "data" }),
        );
        expect(idx.decode(Uint8Array.of(...whole, ...more))).toMatchObject(E.left({ kind: "NotIdx" }));
        const packed = gzipSync(whole);
        expect(idx.decode(packed.subarray(0, 2 + (cut % (packed.length - 2))))).toMatchObject(
          E.left({ kind: "DamagedGzip" }),
        );
      }),
    );
  });

  test("arbitrary bytes, and arbitrary bytes behind a true beginning, never throw and read as one line", () => {
    const starts = fc.constantFrom([], [0, 0], [0, 0, 8], [0, 0, 13, 3], [0, 0, 14, 255], [0x1f, 0x8b, 8]);
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 1100 }), (start, rest) => {
        expect(failure(Uint8Array.of(...start, ...rest))).not.toContain("\n");
      }),
      { numRuns: 1000 },
    );
  });

  test("a header that promises more than any file is refused without being believed", () => {
    const huge = new Uint8Array(4 + 4 * 64).fill(255);
    huge.set([0, 0, 0x0e, 64]);
    expect(failure(huge)).toMatch(/cut short/);
    huge.set([0, 0, 0, 0], 4 + 4 * 63);
    expect(failure(huge)).toMatch(/cut short/);
    expect(failure(Uint8Array.of(0, 0, 8, 65))).toMatch(/too many axes: expected at most 64, got 65/);
  });

  test("another format is called by its name", () => {
    expect(failure(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))).toBe(
      "IDX data: not an IDX file: expected two zero bytes, a type and a rank at the start, got a PNG picture",
    );
    expect(failure(Uint8Array.of(0, 0, 0x0a, 1, 0, 0, 0, 0))).toMatch(/unknown type: .* got 0x0a/);
  });

  test("what IDX cannot hold is refused", () => {
    const refused = (array: Parameters<typeof idx.encode>[0]) => idx.encode(array)._tag === "Left";
    expect(refused(ndarray("uint8", [0, 2 ** 32], new Uint8Array(0)))).toBe(true);
    expect(refused({ dtype: "uint8", shape: [2], data: new Uint8Array(1) })).toBe(true);
    expect(refused(ndarray("int64", [1], BigInt64Array.of(1n)) as never)).toBe(true);
  });
});
