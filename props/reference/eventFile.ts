/**
 * A reader of event files that shares nothing with their writer: checks bit by bit, messages by their schema. It throws
 * at the first thing that TensorBoard would not take.
 */

/** The check of RFC 3720, B.4 as it is defined there: the remainder by x^32 + x^28 + ... + 1, bits reversed. */
export const castagnoli = (bytes: Uint8Array): number => {
  let remainder = 0xffff_ffffn;
  for (const byte of bytes)
    for (let bit = 0n; bit < 8n; bit++) {
      const odd = (remainder ^ (BigInt(byte) >> bit)) & 1n;
      remainder = (remainder >> 1n) ^ (odd * 0x82f6_3b78n);
    }
  return Number(remainder ^ 0xffff_ffffn);
};

const unmasked = (masked: number): number => {
  const turned = (BigInt(masked) - 0xa282_ead8n) & 0xffff_ffffn;
  return Number(((turned << 15n) | (turned >> 17n)) & 0xffff_ffffn);
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const checked = (bytes: Uint8Array, check: number): Uint8Array => {
  if (castagnoli(bytes) !== unmasked(check)) throw new RangeError("a check does not hold");
  return bytes;
};

/** The records of a file, and what is left of one at its end that is not whole. */
export const records = (file: Uint8Array): { readonly whole: readonly Uint8Array[]; readonly rest: Uint8Array } => {
  const view = viewOf(file);
  const whole: Uint8Array[] = [];
  let at = 0;
  while (at + 12 <= file.length) {
    checked(file.subarray(at, at + 8), view.getUint32(at + 8, true));
    const length = Number(view.getBigUint64(at, true));
    if (at + 16 + length > file.length) break;
    whole.push(checked(file.subarray(at + 12, at + 12 + length), view.getUint32(at + 12 + length, true)));
    at += 16 + length;
  }
  return { whole, rest: file.subarray(at) };
};

/** How a field is written, and what it is called. */
type Schema = Readonly<Record<number, readonly [name: string, read: Reader]>>;

interface Reader {
  readonly wire: number;
  readonly value: (payload: Uint8Array) => unknown;
  readonly repeated?: boolean;
}

const varintAt = (bytes: Uint8Array, start: number): readonly [value: bigint, end: number] => {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw new RangeError("a varint is cut off");
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return [BigInt.asIntN(64, value), start + i + 1];
  }
  throw new RangeError("a varint of more than ten bytes");
};

/** Where the payload of a field begins and ends. */
const extent = (bytes: Uint8Array, wire: number, at: number): readonly [from: number, to: number] => {
  if (wire === 0) return [at, varintAt(bytes, at)[1]];
  if (wire === 1) return [at, at + 8];
  if (wire === 5) return [at, at + 4];
  if (wire !== 2) throw new RangeError(`no wire type ${wire}`);
  const [length, from] = varintAt(bytes, at);
  return [from, from + Number(length)];
};

const parse = (schema: Schema, bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  for (let at = 0; at < bytes.length; ) {
    const [tag, start] = varintAt(bytes, at);
    const entry = schema[Number(tag >> 3n)];
    if (entry === undefined) throw new RangeError(`no field ${tag >> 3n} in this message`);
    const [name, { wire, value, repeated = false }] = entry;
    if (Number(tag & 7n) !== wire) throw new RangeError(`${name} has wire type ${tag & 7n}`);
    const [from, to] = extent(bytes, wire, start);
    if (to > bytes.length) throw new RangeError(`${name} is cut off`);
    const read = value(bytes.subarray(from, to));
    if (!repeated && name in found) throw new RangeError(`${name} stands twice`);
    found[name] = repeated ? [...((found[name] as readonly unknown[]) ?? []), read] : read;
    at = to;
  }
  return found;
};

const int: Reader = { wire: 0, value: (payload) => Number(varintAt(payload, 0)[0]) };
const float: Reader = { wire: 5, value: (payload) => viewOf(payload).getFloat32(0, true) };
const double: Reader = { wire: 1, value: (payload) => viewOf(payload).getFloat64(0, true) };
const raw: Reader = { wire: 2, value: (payload) => Uint8Array.from(payload) };
const text: Reader = {
  wire: 2,
  value: (payload) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload),
};
const message = (schema: Schema): Reader => ({ wire: 2, value: (payload) => parse(schema, payload) });
const doubles: Reader = {
  wire: 2,
  value: (payload) => Array.from({ length: payload.length / 8 }, (_, i) => viewOf(payload).getFloat64(8 * i, true)),
};

const picture: Schema = { 1: ["height", int], 2: ["width", int], 3: ["colours", int], 4: ["png", raw] };

const spread: Schema = {
  1: ["min", double],
  2: ["max", double],
  3: ["num", double],
  4: ["sum", double],
  5: ["sumSquares", double],
  6: ["limits", doubles],
  7: ["counts", doubles],
};

const value: Schema = {
  1: ["name", text],
  2: ["scalar", float],
  4: ["image", message(picture)],
  5: ["histogram", message(spread)],
};

const event: Schema = {
  1: ["wallTime", double],
  2: ["step", int],
  3: ["fileVersion", text],
  5: ["summary", message({ 1: ["values", { ...message(value), repeated: true }] })],
  7: ["session", message({ 1: ["status", int] })],
};

/** The events of a whole file, which must begin with its version. */
export const eventsIn = (file: Uint8Array): readonly Readonly<Record<string, unknown>>[] => {
  const { whole, rest } = records(file);
  if (rest.length > 0) throw new RangeError(`${rest.length} bytes behind the last record`);
  const events = whole.map((data) => parse(event, data));
  if (events[0]?.["fileVersion"] !== "brain.Event:2") throw new RangeError("the file does not begin with its version");
  return events;
};
