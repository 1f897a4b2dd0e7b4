import { either as E, function as F } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../container.js";

/** Text in rows and columns, all rows of one width. */
export interface Csv {
  /** From the first row, where it is a header. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
  readonly rows: readonly CsvRow[];
}

/** A row and the line of the file, from 1, on which it stands. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a field says that there is no value: nothing, NaN or NA. */
export const isMissing = (field: string): boolean => /^(|nan|na)$/i.test(field);

/** Whether a field is a number, with a decimal point; "inf" is none. */
export const isNumber = (field: string): boolean => numberForm.test(field) && Number.isFinite(Number(field));

/** How the fields of a line are told apart: a quoted field may hold any of these. */
type Separator = "\t" | ";" | "," | "blanks";

const separatorOf = (line: string): Separator => {
  const bare = line.replace(/"[^"]*"/g, "");
  return (["\t", ";", ","] as const).find((separator) => bare.includes(separator)) ?? "blanks";
};

/** A quoted field ("" stands for "), or all up to the next separator. */
const forms: Readonly<Record<Separator, RegExp>> = {
  "\t": /[^\S\t]*(?:"((?:[^"]|"")*)"[^\S\t]*|([^\t"][^\t]*|))(\t|$)/y,
  ";": /\s*(?:"((?:[^"]|"")*)"\s*|([^;"][^;]*|))(;|$)/y,
  ",": /\s*(?:"((?:[^"]|"")*)"\s*|([^,"][^,]*|))(,|$)/y,
  blanks: /(?:"((?:[^"]|"")*)"|([^\s"]\S*|))(\s+|$)/y,
};

/** The fields of a line; nothing where a quotation mark is not closed. */
const fieldsOf = (line: string, separator: Separator): readonly string[] | undefined => {
  const text = separator === "blanks" ? line.trim() : line;
  const form = new RegExp(forms[separator]);
  const fields: string[] = [];
  for (;;) {
    const found = form.exec(text);
    if (found === null) return undefined;
    const [, quoted, plain = "", end] = found;
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"').trim());
    if (end === "") return fields;
  }
};

const textOf = (bytes: Uint8Array, where: string): E.Either<Failure, string> => {
  const notText = badData("NotText", "not a table of text", { where, got: recognise(bytes) });
  return F.pipe(
    E.tryCatch(
      () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      () => notText,
    ),
    E.filterOrElse(
      (text) => !text.includes("\0"),
      () => notText,
    ),
  );
};

const ragged = (where: string, line: number, width: number, got: number): Failure<"RaggedRow"> =>
  badData("RaggedRow", "the rows differ in length", {
    where: `${where}, line ${line}`,
    expected: `${width} value${width === 1 ? "" : "s"}, as in the rows above`,
    got: String(got),
  });

/**
 * The rows of a CSV file: UTF-8, separated by tabs, semicolons, commas or blanks, whichever the second row has; the
 * first row is a header where one of its fields is neither a number nor missing. Empty lines and lines that begin with
 * # are passed over.
 *
 * Errors: `NotText`; `NoRows`; `RaggedRow`, `OpenQuote`, naming the line.
 *
 * @example
 * const table = parseCsv(new TextEncoder().encode("x;y\n1;2.5\n"), "t.csv");
 * E.isRight(table) && [table.right.names, table.right.rows[0].fields] // => [["x", "y"], ["1", "2.5"]]
 */
export const parseCsv = (bytes: Uint8Array, where: string): E.Either<Failure, Csv> =>
  F.pipe(
    textOf(bytes, where),
    E.chain((text) => {
      const lines = text
        .split(/\r\n|\n|\r/)
        .map((content, i) => ({ content, line: i + 1 }))
        .filter(({ content }) => content.trim() !== "" && !content.trimStart().startsWith("#"));
      const typical = lines[1] ?? lines[0];
      if (typical === undefined) return E.left(badData("NoRows", "a table without a row", { where }));
      const separator = separatorOf(typical.content);
      const rows: CsvRow[] = [];
      for (const { content, line } of lines) {
        const fields = fieldsOf(content, separator);
        if (fields === undefined)
          return E.left(badData("OpenQuote", "a quotation mark is not closed", { where: `${where}, line ${line}` }));
        const width = rows[0]?.fields.length ?? fields.length;
        if (fields.length !== width) return E.left(ragged(where, line, width, fields.length));
        rows.push({ line, fields });
      }
      const [first, ...rest] = rows;
      const { fields } = first!;
      const isHeader = fields.some((field) => !isMissing(field) && !isNumber(field));
      if (isHeader && rest.length === 0) return E.left(badData("NoRows", "a header without a row", { where }));
      return E.right({ names: isHeader ? fields : undefined, width: fields.length, rows: isHeader ? rest : rows });
    }),
  );
