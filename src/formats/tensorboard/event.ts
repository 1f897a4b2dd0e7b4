import { joined } from "../bytes.js";
import * as proto from "../protobuf.js";
import { record } from "./record.js";
import { encodeSummaries, type Summary } from "./summary.js";

/** When something was: seconds since 1970, and how many steps of the run had been taken. */
export interface Moment {
  readonly wallTime: number;
  readonly step: number;
}

/** What happened at a moment of a run. */
export type Event =
  | ({ readonly _tag: "FileVersion" } & Moment)
  | ({ readonly _tag: "SessionStart" } & Moment)
  | ({ readonly _tag: "Summaries"; readonly summaries: readonly Summary[] } & Moment);

/** Values to show at a moment. */
export const summariesAt = (moment: Moment, summaries: readonly Summary[]): Event => ({
  _tag: "Summaries",
  ...moment,
  summaries,
});

/**
 * What a file begins with: its version. Where the run goes on from an earlier one, also the start of a session, which
 * makes TensorBoard forget what other files of the folder say of this step and later ones.
 *
 * @example
 * opening({ wallTime: 0, step: 0 }).length // => 1
 * opening({ wallTime: 0, step: 100 }).length // => 2
 */
export const opening = (moment: Moment): readonly Event[] => [
  { _tag: "FileVersion", ...moment },
  ...(moment.step > 0 ? [{ _tag: "SessionStart", ...moment } as const] : []),
];

const version = "brain.Event:2";

const encodeWhat = (event: Event): Uint8Array => {
  switch (event._tag) {
    case "FileVersion":
      return proto.text(3, version);
    case "SessionStart":
      return proto.bytes(7, proto.message(proto.int(1, 1)));
    case "Summaries":
      return proto.bytes(5, encodeSummaries(event.summaries));
  }
};

/**
 * Events as the bytes of an event file, or of a part of one: a record each.
 *
 * Source: TensorBoard, compat/proto/event.proto.
 */
export const encodeEvents = (events: readonly Event[]): Uint8Array =>
  joined(
    events.map((event) =>
      record(proto.message(proto.double(1, event.wallTime), proto.int(2, event.step), encodeWhat(event))),
    ),
  );
