/** Event files: what happened when, each event a record with its checks. */

import { either as E } from "fp-ts";
import { expectList } from "../../core/checks.js";
import { badData, type Failure } from "../../failure.js";
import { bytesOf, joined } from "../bytes.js";
import { crc32c } from "../crc32.js";
import * as proto from "./protobuf.js";
import { encodeSummaries, type Summary } from "./summary.js";

/** When something was: seconds since 1970, and how many steps of the run had been taken. */
export interface Moment {
  readonly wallTime: number;
  readonly step: number;
}

/** What happened at a moment of a run. */
export type Event =
  | ({ readonly kind: "FileVersion" } & Moment)
  | ({ readonly kind: "SessionStart" } & Moment)
  | ({ readonly kind: "Summaries"; readonly summaries: readonly Summary[] } & Moment);

/** Values to show at a moment. */
export const summariesAt = (moment: Moment, summaries: readonly Summary[]): Event => ({
  kind: "Summaries",
  ...moment,
  summaries,
});

/**
 * What a file begins with: its version. Where the run resumes an earlier one, also the start of a session, which
 * makes TensorBoard forget what other files of the folder say of this step and later ones.
 *
 * @example
 * opening({ wallTime: 0, step: 0 }).length // => 1
 * opening({ wallTime: 0, step: 100 }).length // => 2
 */
export const opening = (moment: Moment): readonly Event[] => [
  { kind: "FileVersion", ...moment },
  ...(moment.step > 0 ? [{ kind: "SessionStart", ...moment } as const] : []),
];

/**
 * A check as it stands in a file: turned by 15 bits and moved, so that the check of data that holds checks is no trivial
 * one.
 *
 *   masked = ((c >> 15) | (c << 17)) + 0xa282ead8   modulo 2^32
 */
const masked = (check: number): number => (((check >>> 15) | (check << 17)) + 0xa282ead8) >>> 0;

const checkOf = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, masked(crc32c(bytes)), true);
  return bytesOf(view);
};

/**
 * Data framed as a record, numbers little-endian: length (8 bytes), check of the length, data, check of the data.
 *
 * Source: TensorFlow, "TFRecord and tf.train.Example".
 */
const record = (data: Uint8Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(data.length), true);
  const length = bytesOf(view);
  return joined([length, checkOf(length), data, checkOf(data)]);
};

const version = "brain.Event:2";

const encodeWhat = (event: Event): Uint8Array => {
  switch (event.kind) {
    case "FileVersion":
      return proto.text(3, version);
    case "SessionStart":
      return proto.bytes(7, proto.message(proto.int(1, 1)));
    case "Summaries":
      return proto.bytes(5, encodeSummaries(event.summaries));
  }
};

const isWhole = (event: Event): boolean =>
  Number.isSafeInteger(event.step) &&
  (event.kind !== "Summaries" ||
    event.summaries.every(
      (summary) =>
        summary.kind !== "Image" ||
        [summary.picture.width, summary.picture.height, summary.picture.colours].every(Number.isSafeInteger),
    ));

/**
 * Events as the bytes of an event file, or of a part of one: a record each.
 *
 * Errors: `NotAStep` where a step, or the size of a picture, is no integer; `BadArgument`.
 * Source: TensorBoard, compat/proto/event.proto.
 *
 * @example
 * import { tensorBoard } from "elbo-ts/formats";
 * const { encode, opening, scalar, summariesAt } = tensorBoard;
 * const loss = summariesAt({ wallTime: 0, step: 1 }, [scalar("train/loss", 0.5)]);
 * E.isRight(encode([...opening({ wallTime: 0, step: 0 }), loss])) // => true
 */
export const encode = (events: readonly Event[]): E.Either<Failure, Uint8Array> => {
  const given = expectList("the events", events);
  if (E.isLeft(given)) return given;
  const wrong = events.find((event) => !isWhole(event));
  if (wrong !== undefined)
    return E.left(badData("NotAStep", "a step is an integer", { where: wrong.kind, got: `${wrong.step}` }));
  return E.right(
    joined(
      events.map((event) =>
        record(proto.message(proto.double(1, event.wallTime), proto.int(2, event.step), encodeWhat(event))),
      ),
    ),
  );
};
