import fc from "fast-check";
import { size } from "../../src/core/shape.js";
import { bytesOf } from "../../src/formats/bytes.js";
import { dtypes, elements } from "../../src/formats/elements.js";
import { fromHalf } from "../../src/formats/half.js";
import { type DType, type NdArray, ndarray } from "../../src/formats/ndarray.js";

/** Any bits, as elements of each type: NaN payloads, -0 and subnormals come of themselves. */
const fromBytes: { readonly [D in DType]: (bytes: Uint8Array<ArrayBuffer>) => NdArray["data"] } = {
  bool: (bytes) => bytes.map((byte) => byte & 1),
  int8: ({ buffer }) => new Int8Array(buffer),
  uint8: ({ buffer }) => new Uint8Array(buffer),
  int16: ({ buffer }) => new Int16Array(buffer),
  uint16: ({ buffer }) => new Uint16Array(buffer),
  int32: ({ buffer }) => new Int32Array(buffer),
  uint32: ({ buffer }) => new Uint32Array(buffer),
  int64: ({ buffer }) => new BigInt64Array(buffer),
  uint64: ({ buffer }) => new BigUint64Array(buffer),
  float16: ({ buffer }) => fromHalf(new Uint16Array(buffer)),
  float32: ({ buffer }) => new Float32Array(buffer),
  float64: ({ buffer }) => new Float64Array(buffer),
};

export const dtype = fc.constantFrom(...dtypes);

/** From scalars to four axes, extents of 0 and 1 among them. */
export const shape = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });

/** An array of `type` and `extents` with any bits. */
export const arrayOfShape = (type: DType, extents: readonly number[]): fc.Arbitrary<NdArray> => {
  const length = size(extents) * elements[type].width;
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => ndarray(type, extents, fromBytes[type](new Uint8Array(bytes))));
};

export const array: fc.Arbitrary<NdArray> = fc
  .tuple(dtype, shape)
  .chain(([type, extents]) => arrayOfShape(type, extents));

export const npyOptions = fc.record({
  version: fc.constantFrom(1 as const, 2 as const, 3 as const),
  fortran: fc.boolean(),
  order: fc.constantFrom("little" as const, "big" as const),
});

/** dtype, shape and every bit: the equality of round trips, for which NaN is a value. */
export const bitsOf = ({ dtype: type, shape: extents, data }: NdArray) => ({
  type,
  extents: [...extents],
  bits: Buffer.from(bytesOf(data)).toString("hex"),
});
