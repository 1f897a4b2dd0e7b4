import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { quote, report } from "../../core/report.js";
import { badData, type Failure } from "../../failure.js";

const scalar = t.union([t.number, t.string, t.boolean, t.null]);

const runRecord = t.type(
  {
    program: t.string,
    version: t.string,
    /** The command line that asks for these settings. */
    argv: t.readonlyArray(t.string),
    /** Every flag as decoded, and `kernels`, the build that ran. */
    settings: t.UnknownRecord,
    /** What the run was given: source, counts, notices. */
    data: t.UnknownRecord,
    /** One record an epoch or iteration, without times: equal for equal settings. */
    metrics: t.readonlyArray(t.record(t.string, scalar)),
    /** The key figures. */
    figures: t.record(t.string, t.union([t.number, t.string])),
    /** Seconds by phase, and `total`. */
    timings: t.record(t.string, t.number),
    files: t.readonlyArray(t.string),
  },
  "a run record",
);

/** What a run leaves for machines to read. */
export type RunRecord = Readonly<t.TypeOf<typeof runRecord>>;

/** One epoch's or iteration's figures. */
export type Metric = RunRecord["metrics"][number];

const notFinite = ["NaN", "Infinity", "-Infinity"];

/**
 * The record as JSON. What JSON has no word for is not lost: NaN and the infinities become the strings of their names,
 * a flag that was left out becomes null.
 */
export const encodeRecord = (record: RunRecord): string => {
  const value = (_: string, it: unknown): unknown =>
    typeof it === "number" && !Number.isFinite(it) ? String(it) : it === undefined ? null : it;
  return `${JSON.stringify(record, value, 2)}\n`;
};

/**
 * Reads a record back.
 *
 * Errors: `NotJson`; `NotRunRecord` with the first place that is wrong.
 */
export const decodeRecord = (text: string): E.Either<Failure<"NotJson" | "NotRunRecord">, RunRecord> => {
  const value = (_: string, it: unknown): unknown =>
    typeof it === "string" && notFinite.includes(it) ? Number(it) : it;
  return F.pipe(
    E.tryCatch(
      () => JSON.parse(text, value) as unknown,
      () => badData("NotJson", "not JSON", { got: quote(text) }),
    ),
    E.chainW((parsed) =>
      F.pipe(
        runRecord.decode(parsed),
        E.mapLeft((errors) => {
          const [first] = report(errors);
          const where = first!.path.join(".") || "the whole";
          return badData("NotRunRecord", "not a run record", {
            where,
            expected: first!.expected,
            got: quote(first!.got),
          });
        }),
      ),
    ),
  );
};
