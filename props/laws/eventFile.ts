/** The laws of a writer of event files: an independent reader finds what was written, and nothing besides. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Event, opening, summariesAt } from "../../src/formats/tensorBoard/event.js";
import type { Summary } from "../../src/formats/tensorBoard/summary.js";
import { eventsIn } from "../reference/eventFile.js";

/** A writer of event files. */
export type Encode = (events: readonly Event[]) => Uint8Array;

const record = <A extends object>(model: { [K in keyof A]: fc.Arbitrary<A[K]> }): fc.Arbitrary<A> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<A>;

const name = fc.string({ unit: "binary", maxLength: 40 });
const doubles = (options: fc.ArrayConstraints = {}) => fc.array(fc.double(), options);

const summary: fc.Arbitrary<Summary> = fc.oneof(
  record({ kind: fc.constant("Scalar" as const), name, value: fc.float() }),
  record({
    kind: fc.constant("Image" as const),
    name,
    picture: record({
      width: fc.nat(2 ** 31 - 1),
      height: fc.nat(2 ** 31 - 1),
      colours: fc.integer({ min: 1, max: 4 }),
      png: fc.uint8Array({ maxLength: 300 }),
    }),
  }),
  record({
    kind: fc.constant("Histogram" as const),
    name,
    buckets: record({
      min: fc.double(),
      max: fc.double(),
      num: fc.double(),
      sum: fc.double(),
      sumSquares: fc.double(),
      limits: doubles({ maxLength: 40 }),
      counts: doubles({ maxLength: 40 }),
    }),
  }),
);

const moment = record({ wallTime: fc.double(), step: fc.maxSafeInteger() });

/** A file's events: its opening, and values at any moments. */
const fileEvents: fc.Arbitrary<readonly Event[]> = fc
  .tuple(moment, fc.array(fc.tuple(moment, fc.array(summary, { maxLength: 4 })), { maxLength: 6 }))
  .map(([first, rest]) => [...opening(first), ...rest.map(([at, summaries]) => summariesAt(at, summaries))]);

const saidOf = (summary: Summary): Readonly<Record<string, unknown>> => {
  const { name } = summary;
  switch (summary.kind) {
    case "Scalar":
      return { name, scalar: summary.value };
    case "Image":
      return { name, image: summary.picture };
    case "Histogram":
      return { name, histogram: summary.buckets };
  }
};

/** What a reader is to find of an event. */
const readOf = (event: Event): Readonly<Record<string, unknown>> => {
  const { wallTime, step } = event;
  switch (event.kind) {
    case "FileVersion":
      return { wallTime, step, fileVersion: "brain.Event:2" };
    case "SessionStart":
      return { wallTime, step, session: { status: 1 } };
    case "Summaries": {
      const values = event.summaries.map(saidOf);
      return { wallTime, step, summary: values.length === 0 ? {} : { values } };
    }
  }
};

/** The law: what is read is what was written, to the bit. */
export const eventFileProperty = (encode: Encode) =>
  fc.property(fileEvents, (events) => isDeepStrictEqual(eventsIn(encode(events)), events.map(readOf)));
