import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { type Failure, describe as inWords, orThrow } from "../../src/failure.js";
import type { Table } from "../../src/formats/csv/index.js";
import * as csv from "../../src/formats/csv/index.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

const read = (text: string, columns?: readonly string[]): Table => {
  const table = csv.decode(encoded(text), { columns });
  if (E.isLeft(table)) throw new Error(inWords(table.left));
  return table.right;
};

const refused = (bytes: Uint8Array, columns?: readonly string[]): string => {
  const table = csv.decode(bytes, { where: "t.csv", columns });
  if (E.isRight(table)) throw new Error(`read as ${table.right.values.shape}`);
  return inWords(table.left);
};

/** A name that a spreadsheet may hold: quotation marks, separators, letters of all kinds; no number, not missing. */
const name = fc
  .string({
    unit: fc.constantFrom("a", "x", "é", "名", '"', ",", ";", "\t", " ", "1", "."),
    minLength: 1,
    maxLength: 8,
  })
  .map((text) => `c${text}c`);

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constant(Number.NaN),
);

const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    names: fc.option(fc.array(name, { minLength: width, maxLength: width })),
    rows: fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
  }),
);

const style = fc.record({
  separator: fc.constantFrom(",", ";", "\t", ", "),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  missing: fc.constantFrom("NaN", "nan", "NA", '""'),
  mark: fc.constantFrom("", "\ufeff"),
  last: fc.boolean(),
});

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

type Written = { readonly names: readonly string[] | null; readonly rows: readonly (readonly number[])[] };
type Style = typeof style extends fc.Arbitrary<infer S> ? S : never;

const written = ({ names, rows }: Written, { separator, end, missing, mark, last }: Style): string =>
  mark +
  [
    ...(names ? [names.map(quoted).join(separator)] : []),
    ...rows.map((row) => row.map((x) => (Number.isNaN(x) ? missing : String(x))).join(separator)),
  ].join(end) +
  (last ? end : "");

describe("a table that was written is read", () => {
  test("under any separator, line end and name, with or without a header: the same numbers", () =>
    fc.assert(
      fc.property(table, style, (content, look) => {
        const { names, values } = read(written(content, look));
        const width = content.rows[0]!.length;
        expect(values.shape).toEqual([content.rows.length, width]);
        expect([...values.data].map((x) => x + 0)).toEqual(content.rows.flat().map((x) => x + 0));
        expect(names).toEqual(content.names ?? Array.from({ length: width }, (_, i) => `column ${i + 1}`));
      }),
      { numRuns: 500 },
    ));

  test("columns are chosen by name or number, in the order in which they are asked for", () =>
    fc.assert(
      fc.property(table, style, fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), (content, look, asked) => {
        const width = content.rows[0]!.length;
        const places = asked.map((at) => at % width);
        const { values } = read(
          written(content, look),
          places.map((at) => `${at + 1}`),
        );
        const expected = content.rows.flatMap((row) => places.map((at) => row[at]! + 0));
        expect([...values.data].map((x) => x + 0)).toEqual(expected);
      }),
    ));

  test("blanks, comments, empty lines, as numpy.savetxt writes them", () => {
    const { names, values } = read("# x y\n  1.0e+00   -2.5\n\n+3 nan\n");
    expect(names).toEqual(["column 1", "column 2"]);
    expect([...values.data]).toEqual([1, -2.5, 3, Number.NaN]);
  });

  test("nothing between two separators is missing", () => {
    expect([...read("a,b,c\n1,,3\n,,\n").values.data]).toEqual([1, NaN, 3, NaN, NaN, NaN]);
  });

  test("a column of words is no matter where it is not chosen; a name goes before a number", () => {
    const { names, values } = read('kind,2,"2nd, wide"\nsetosa,5,7\n', ["2", "3"]);
    expect(names).toEqual(["2", "2nd, wide"]);
    expect([...values.data]).toEqual([5, 7]);
  });

  test("a header that begins like a picture is text", () => expect(read("BMI,age\n20,30\n").names[0]).toBe("BMI"));
});

describe("what is wrong is named with its line and column", () => {
  test("one bad field among good ones, wherever it stands behind the first row", () =>
    fc.assert(
      fc.property(table, style, fc.nat(), fc.nat(), ({ names, rows }, look, i, j) => {
        const [line, column] = [i % rows.length, j % rows[0]!.length];
        const header = names ?? rows[0]!.map((_, at) => `n${at}`);
        const broken = written({ names: header, rows }, look).split(look.end);
        const fields = broken[line + 1]!.split(look.separator);
        broken[line + 1] = fields.with(column, "1.5x").join(look.separator);
        const said = refused(encoded(broken.join(look.end)));
        expect(said).toContain(`t.csv, line ${line + 2}, column ${column + 1} (`);
        expect(said).toContain('got "1.5x"');
      }),
    ));

  test.each<[string, string | Uint8Array, RegExp, (readonly string[])?]>([
    ["an empty file", "", /t\.csv: a table without a row/],
    ["a header alone", "x,y\n", /a header without a row/],
    ["a row too short", "x,y\n1,2\n3\n", /line 3: the rows differ in length: expected 2 values, .*got 1/],
    ["a row too long", "1,2\n3,4,5\n", /line 2: .*expected 2 values, .*got 3/],
    ["an open quotation mark", 'x,y\n1,2\n"3,4\n', /line 3: a quotation mark is not closed/],
    ["a decimal comma", "x;y\n1,5;2\n", /line 2, column 1 \(x\): .*got "1,5".*decimals with a point/],
    ["an infinity", "x\n1\ninf\n", /line 3, column 1 \(x\): .*got "inf"/],
    ["a number too large to be one", "x\n1e999\n", /line 2, column 1/],
    ["a column that is not there", "x,y\n1,2\n", /no such column: expected one of x, y, .*got "z"/, ["z"]],
    ["column 0", "x,y\n1,2\n", /no such column/, ["0"]],
    [
      "an array",
      orThrow(npy.encode(ndarray("float64", [1], Float64Array.of(1)))),
      /not a table of text: got an NPY file/,
    ],
    ["bytes that are no UTF-8", Uint8Array.of(0x31, 0x2c, 0xff), /not a table of text/],
  ])("%s", (_, content, said, columns) =>
    expect(refused(typeof content === "string" ? encoded(content) : content, columns)).toMatch(said),
  );

  test("no bytes make it throw", () =>
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string().map(encoded)), (bytes) => {
        const result: E.Either<Failure, Table> = csv.decode(bytes);
        expect(["Left", "Right"]).toContain(result._tag);
      }),
    ));
});
