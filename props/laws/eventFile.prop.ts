import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { crc32 } from "../../src/formats/crc32.js";
import * as tensorBoard from "../../src/formats/tensorBoard/index.js";

import { castagnoli, records } from "../reference/eventFile.js";
import { type Encode, eventFileProperty } from "./eventFile.js";

const holds = (encode: Encode): boolean => !fc.check(eventFileProperty(encode)).failed;

const masked = (check: number): number => (((check >>> 15) | (check << 17)) + 0xa282ead8) >>> 0;

/** A writer that frames the records of the sound one in its own way. */
const framing =
  (check: (bytes: Uint8Array) => number, littleEndian = true): Encode =>
  (events) =>
    Buffer.concat(
      records(orThrow(tensorBoard.encode(events))).whole.map((data) => {
        const file = new Uint8Array(16 + data.length);
        const view = new DataView(file.buffer);
        view.setBigUint64(0, BigInt(data.length), littleEndian);
        view.setUint32(8, check(file.subarray(0, 8)), littleEndian);
        file.set(data, 12);
        view.setUint32(12 + data.length, check(data), littleEndian);
        return file;
      }),
    );

/** A writer that changes the sound one's bytes. */
const then =
  (change: (file: Uint8Array) => Uint8Array): Encode =>
  (events) =>
    change(orThrow(tensorBoard.encode(events)));

describe("the kit of event files", () => {
  test("passes a sound writer, framed a second time by other code", () => {
    expect(holds((events) => orThrow(tensorBoard.encode(events)))).toBe(true);
    expect(holds(framing((bytes) => masked(castagnoli(bytes))))).toBe(true);
  });

  test.each<[string, Encode]>([
    ["a check without its mask", framing(castagnoli)],
    ["a mask turned the other way", framing((bytes) => masked(((castagnoli(bytes) << 30) | 1) >>> 0))],
    ["the check of ZIP in the place of Castagnoli's", framing((bytes) => masked(crc32(bytes)))],
    ["big-endian numbers", framing((bytes) => masked(castagnoli(bytes)), false)],
    ["the last byte cut off", then((file) => file.subarray(0, -1))],
    ["a byte too many", then((file) => Buffer.concat([file, Uint8Array.of(0)]))],
    ["one bit of the data turned", then((file) => file.map((byte, i) => (i === 14 ? byte ^ 1 : byte)))],
    ["a file without its version", (events) => orThrow(tensorBoard.encode(events.slice(1)))],
    [
      "events in another order",
      (events) => orThrow(tensorBoard.encode([...events.slice(0, 1), ...events.slice(1).reverse()])),
    ],
    ["values lost", (events) => orThrow(tensorBoard.encode(events.map((it) => ({ ...it, summaries: [] }))))],
    [
      "steps past 2^31 cut",
      (events) => orThrow(tensorBoard.encode(events.map((it) => ({ ...it, step: it.step | 0 })))),
    ],
    [
      "times as float32",
      (events) => orThrow(tensorBoard.encode(events.map((it) => ({ ...it, wallTime: Math.fround(it.wallTime) })))),
    ],
  ])("catches %s", (_, encode) => expect(holds(encode)).toBe(false));
});
