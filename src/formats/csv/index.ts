/**
 * CSV: columns of numbers under their names, of whatever separator. It may use nothing beside it but `container.ts`.
 * Begin with `decode`; `rows.ts` takes the text apart.
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectList, expectOption, expectOptions } from "../../core/checks.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { type DecodeOptions, decodeInput } from "../decodeInput.js";
import { type Csv, isMissing, isNumber, parseCsv } from "./rows.js";

const usual = "CSV data";

/** Columns of numbers under their names. */
export interface Table {
  /** One a column: those of the header, or else "column 1", "column 2", ... */
  readonly names: readonly string[];
  /** [rows, columns], float64; NaN where a value is missing. */
  readonly values: Tensor;
}

/** Which columns of a table, in this order: each by its name, or by its number from 1. All where absent. */
export interface ColumnChoice {
  readonly columns?: readonly string[] | undefined;
}

/**
 * The indices, from 0, of the columns that are chosen among `names`; a name goes before a number.
 *
 * Errors: `NoSuchColumn`, listing the names.
 *
 * @example
 * import { csv } from "elbo-ts/formats";
 * csv.columnsOf(["x", "y"], { columns: ["y", "1"] }) // => E.right([1, 0])
 */
export const columnsOf = (
  names: readonly string[],
  options: ColumnChoice & DecodeOptions = {},
): E.Either<Failure, readonly number[]> =>
  F.pipe(
    checked(options, expectList("the names", names), expectOptions(options, ["columns", "where"])),
    E.chainFirst(({ columns = [] }) => expectOption("columns", Array.isArray(columns), "an array of names", columns)),
    E.chainW(({ where = usual, columns = names.map((_, i) => `${i + 1}`) }) =>
      E.traverseArray((asked: string) => {
        const named = names.indexOf(asked);
        const at = named < 0 && /^\d+$/.test(asked) ? Number(asked) - 1 : named;
        return at >= 0 && at < names.length
          ? E.right(at)
          : E.left(
              badData("NoSuchColumn", "there is no such column", {
                where,
                expected: `one of ${names.join(", ")}, or a number from 1 to ${names.length}`,
                got: JSON.stringify(asked),
              }),
            );
      })(columns),
    ),
  );

const notANumber = (where: string, line: number, column: number, name: string, field: string): Failure =>
  badData("NotANumber", "this is not a number", {
    where: `${where}, line ${line}, column ${column + 1}${name === `column ${column + 1}` ? "" : ` (${name})`}`,
    expected: "a number, or nothing, NaN or NA where it is missing",
    got: JSON.stringify(field.slice(0, 40)),
    hint: /^[+-]?\d+,\d+$/.test(field)
      ? "write decimals with a point"
      : "mend it, or choose the columns that hold numbers",
  });

const tableOf = (
  { names: header, width, rows }: Csv,
  where: string,
  { columns }: ColumnChoice,
): E.Either<Failure, Table> => {
  const names = header ?? Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  return F.pipe(
    columnsOf(names, { where, columns }),
    E.chainW((indices) => {
      const values = new Float64Array(rows.length * indices.length);
      for (const [i, { line, fields }] of rows.entries())
        for (const [j, column] of indices.entries()) {
          const field = fields[column]!;
          if (!isMissing(field) && !isNumber(field))
            return E.left(notANumber(where, line, column, names[column]!, field));
          values[i * indices.length + j] = isMissing(field) ? Number.NaN : Number(field);
        }
      return E.right({
        names: indices.map((column) => names[column]!),
        values: tensor([rows.length, indices.length], values),
      });
    }),
  );
};

/**
 * The numbers of a CSV file in UTF-8, separated by tabs, semicolons, commas or blanks, with a header or without; only the
 * columns that are chosen need be numbers.
 *
 * Errors: `NotText`; `NoRows`; `RaggedRow`, `OpenQuote`, naming the line; `NoSuchColumn`; `NotANumber` with the line and
 * the column.
 *
 * @example
 * import { csv } from "elbo-ts/formats";
 * const table = csv.decode(new TextEncoder().encode("x,y\n1,\n3,4\n"));
 * E.isRight(table) && table.right.values.data // => new Float64Array([1, NaN, 3, 4])
 */
export const decode = (bytes: Uint8Array, options: ColumnChoice & DecodeOptions = {}): E.Either<Failure, Table> =>
  F.pipe(
    decodeInput(bytes, options, ["columns"]),
    E.chain(({ where = usual, ...choice }) =>
      F.pipe(
        parseCsv(bytes, where),
        E.chain((rows) => tableOf(rows, where, choice)),
      ),
    ),
  );
