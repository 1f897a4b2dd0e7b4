import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { either as E, function as F, readonlyArray as RA } from "fp-ts";
import * as t from "io-ts";
import { size } from "../../src/core/shape.js";
import { badData, type Failure } from "../../src/failure.js";

/** JSON has no non-finite numbers: these strings stand for them. */
const nonFinite: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

const finiteOrNamed = (value: unknown): number | undefined =>
  typeof value === "number" ? value : nonFinite[String(value)];

/** Flat numbers, decoded by one loop: an array codec would keep a context for each of 200,000 elements. */
const Numbers = new t.Type<Float64Array, readonly unknown[], unknown>(
  "Numbers",
  (value): value is Float64Array => value instanceof Float64Array,
  (value, context) => {
    if (!Array.isArray(value)) return t.failure(value, context, "not an array");
    const numbers = new Float64Array(value.length);
    for (let i = 0; i < value.length; i++) {
      const number = finiteOrNamed(value[i]);
      if (number === undefined) return t.failure(value[i], context, `[${i}] is not a number`);
      numbers[i] = number;
    }
    return t.success(numbers);
  },
  (numbers) => Array.from(numbers, (number) => (Number.isFinite(number) ? number : String(number))),
);

const Golden = t.intersection([
  t.type({ shape: t.readonlyArray(t.number), dtype: t.keyof({ float64: null, int64: null }), data: Numbers }),
  t.partial({ atol: t.number, atol_f32: t.number }),
]);
const FilledGolden = t.refinement(
  Golden,
  ({ shape, data }) => data.length === size(shape),
  "as many values as elements",
);

const Cases = t.readonlyArray(
  t.intersection([
    t.type({
      name: t.string,
      op: t.string,
      attrs: t.UnknownRecord,
      inputs: t.record(t.string, FilledGolden),
      outputs: t.record(t.string, FilledGolden),
      rtol: t.number,
      atol: t.number,
    }),
    t.partial({ rtol_f32: t.number, atol_f32: t.number, note: t.string }),
  ]),
);

/** A reference tensor: row-major float64 (`int64` values are exact in it), with a tolerance of its own or the case's. */
export type GoldenTensor = t.TypeOf<typeof Golden>;

/** One call of one operation with its reference outputs. */
export type Case = t.TypeOf<typeof Cases>[number];

const unreadable = (where: string, got: string): Failure<"NotGolden"> =>
  badData("NotGolden", "not a folder of golden cases", { where, got, hint: "set GOLDEN_DIR to the golden folder" });

const complaint = (errors: t.Errors): string =>
  errors
    .slice(0, 3)
    .map(({ context, message }) => `${context.map(({ key }) => key).join("/")} ${message ?? "is malformed"}`)
    .join(", ");

/**
 * The cases of one file's text.
 *
 * Errors: `NotGolden`.
 */
export const decode = (where: string, text: string): E.Either<Failure<"NotGolden">, readonly Case[]> =>
  F.pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      (cause) => unreadable(where, String(cause)),
    ),
    E.chain((json) =>
      F.pipe(
        Cases.decode(json),
        E.mapLeft((errors) => unreadable(where, complaint(errors))),
      ),
    ),
  );

/**
 * All cases of a folder's JSON files.
 *
 * Errors: `NotGolden` where the folder is missing, holds no JSON file, or a file is malformed.
 */
export const read = (folder: string): E.Either<Failure<"NotGolden">, readonly Case[]> =>
  F.pipe(
    E.tryCatch(
      () => readdirSync(folder).filter((name) => name.endsWith(".json")),
      (cause) => unreadable(folder || '""', String(cause)),
    ),
    E.filterOrElse(RA.isNonEmpty, () => unreadable(folder, "no JSON file")),
    E.chain(E.traverseArray((name) => decode(name, readFileSync(join(folder, name), "utf8")))),
    E.map(RA.flatten),
  );
