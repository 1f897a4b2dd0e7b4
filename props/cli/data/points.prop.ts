import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { completePoints, expectPointsFile, loadPoints } from "../../../src/cli/data/points.js";
import { tensor64 } from "../../../src/core/tensor.js";
import { orThrow } from "../../../src/failure.js";
import { ndarray } from "../../../src/formats/ndarray.js";
import * as npy from "../../../src/formats/npy/index.js";

const folder = mkdtempSync(join(tmpdir(), "points-"));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = {
  ...{ seed: 0, out: "out", json: undefined, threads: 1, simd: "plain" as const, quick: false, quiet: true },
  ...{ data: undefined, columns: undefined, array: undefined },
} as const;

const load = async (asked: { readonly data?: string; readonly columns?: readonly string[] }) => {
  const notices: string[] = [];
  const host = { settings: { ...settings, ...asked }, notice: (text: string) => void notices.push(text) };
  const found = await loadPoints(host, { synthetic: () => tensor64([2, 1], [1, 2]) })();
  return { notices, ...orThrow(found) };
};

const tables = fc.integer({ min: 1, max: 4 }).chain((d) =>
  fc.array(fc.array(fc.oneof(fc.integer(), fc.constant(Number.NaN)), { minLength: d, maxLength: d }), {
    minLength: 1,
    maxLength: 9,
  }),
);

describe("points", () => {
  test("the same table as CSV and as NPY has the same values, and says how many points lack one", () =>
    fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const d = rows[0]!.length;
        const text = rows.map((row) => row.map((value) => (Number.isNaN(value) ? "NA" : `${value}`)).join(","));
        const paths = [join(folder, "table.csv"), join(folder, "table.npy")] as const;
        writeFileSync(paths[0], [Array.from({ length: d }, (_, j) => `c${j}`).join(","), ...text, ""].join("\n"));
        writeFileSync(
          paths[1],
          orThrow(npy.encode(ndarray("float64", [rows.length, d], Float64Array.from(rows.flat())))),
        );
        const lacking = rows.filter((row) => row.some(Number.isNaN)).length;
        for (const data of paths) {
          const { x, notices, record } = await load({ data });
          expect(x.shape).toEqual([rows.length, d]);
          expect([...x.data]).toEqual(rows.flat());
          expect(record).toMatchObject({ source: data, points: rows.length, dimensions: d });
          expect(notices.map((text) => Number.parseInt(text, 10))).toEqual(lacking > 0 ? [lacking] : []);
        }
        const { x } = await load({ data: paths[1], columns: [`${d}`, "1"] });
        expect([...x.data]).toEqual(rows.flatMap((row) => [row[d - 1]!, row[0]!]));
      }),
      { numRuns: 30 },
    ));

  test("those that lack no value, in their order", () =>
    fc.assert(
      fc.property(tables, (rows) => {
        const { shape, data } = completePoints(tensor64([rows.length, rows[0]!.length], rows.flat()));
        const complete = rows.filter((row) => !row.some(Number.isNaN));
        expect(shape).toEqual([complete.length, rows[0]!.length]);
        expect([...data]).toEqual(complete.flat());
      }),
    ));

  test("without a file are synthetic, which is said, and have no columns to choose", async () => {
    const { caution, notices, record } = await load({});
    expect([caution, record["source"]]).toEqual(["synthetic data", "synthetic"]);
    expect(notices).toHaveLength(1);
    expect(E.isLeft(expectPointsFile({ ...settings, columns: ["x"] }))).toBe(true);
    expect(E.isRight(expectPointsFile({ ...settings, columns: ["x"], data: "points.csv" }))).toBe(true);
  });
});
