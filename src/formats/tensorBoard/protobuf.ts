/**
 * Messages of Protocol Buffers, written: each function gives the bytes of one field, `message` the fields of one
 * message. A field is written also where its value is zero.
 *
 * Source: protobuf.dev, "Encoding".
 */
import { bytesOf, joined } from "../bytes.js";

/** What follows the number of a field. */
const wires = { varint: 0, eight: 1, length: 2, four: 5 } as const;

/** Seven bits a byte, the least first; a byte that is not the last has its eighth bit set. Below 0: two's complement. */
const varint = (value: number | bigint): Uint8Array => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
};

const tagged = (field: number, wire: keyof typeof wires, ...value: readonly Uint8Array[]): Uint8Array =>
  joined([varint((field << 3) | wires[wire]), ...value]);

const little = (width: 4 | 8, write: (view: DataView) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(width));
  write(view);
  return bytesOf(view);
};

const littleDouble = (value: number): Uint8Array => little(8, (view) => view.setFloat64(0, value, true));

/** An `int32`, an `int64` or an enumeration. Throws a RangeError where the value is not whole. */
export const int = (field: number, value: number): Uint8Array => tagged(field, "varint", varint(value));

/** A `float`. */
export const float = (field: number, value: number): Uint8Array =>
  tagged(
    field,
    "four",
    little(4, (view) => view.setFloat32(0, value, true)),
  );

/** A `double`. */
export const double = (field: number, value: number): Uint8Array => tagged(field, "eight", littleDouble(value));

/** `bytes`, or a message within a message. */
export const bytes = (field: number, value: Uint8Array): Uint8Array =>
  tagged(field, "length", varint(value.length), value);

/** A `string`. */
export const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));

/** `repeated double`, packed. */
export const doubles = (field: number, values: readonly number[]): Uint8Array =>
  bytes(field, joined(values.map(littleDouble)));

/** A message of its fields. */
export const message = (...fields: readonly Uint8Array[]): Uint8Array => joined(fields);
