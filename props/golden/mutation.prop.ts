import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { compare, type Outputs } from "./compare.js";
import { plan } from "./plan.js";
import { type Case, decode } from "./read.js";
import type { Topic } from "./topic.js";

const text = JSON.stringify([
  {
    name: "mixed",
    op: "double",
    attrs: {},
    inputs: { x: { shape: [2, 2], dtype: "float64", data: [1, "NaN", "Infinity", -3] } },
    outputs: {
      y: { shape: [2, 2], dtype: "float64", data: [2, "NaN", "Infinity", -6], atol: 0.25 },
      count: { shape: [], dtype: "int64", data: [4] },
    },
    rtol: 0.125,
    atol: 0,
    rtol_f32: 0.5,
  },
]);

const decoded = (json: string): Case => {
  const cases = decode("cases.json", json);
  if (E.isLeft(cases)) throw new Error(cases.left.got);
  return cases.right[0]!;
};
const golden = decoded(text);
const right: Outputs = { y: [2, Number.NaN, Number.POSITIVE_INFINITY, -6], count: 4 };
const withY = (index: number, value: number): Outputs => {
  const y = Array.from(right["y"] as number[]);
  y[index] = value;
  return { ...right, y };
};

describe("the comparison catches and names what is wrong", () => {
  test("the reference passes its own comparison", () => {
    expect(compare(golden, right, "float64")).toEqual([]);
    expect(compare(golden, { ...right, y: { shape: [2, 2], data: right["y"] as number[] } }, "float64")).toEqual([]);
  });

  test("a value is right within atol + rtol |ref|, the tensor's own atol taking the place of the case's", () => {
    const bound = 0.25 + 0.125 * 6; // exact in binary
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (error) => {
        const complaints = compare(golden, withY(3, -6 + error), "float64");
        expect(complaints.length === 0).toBe(Math.abs(-6 + error + 6) <= bound);
      }),
    );
    expect(compare(golden, withY(3, -6 + 1.5), "float64")).toEqual([
      "double mixed, y[3]: expected -6, got -4.5, off by 1.5 > 1",
    ]);
    expect(compare(golden, withY(3, -6 + 1.5), "float32")).toEqual([]);
  });

  test.each([
    ["a number for NaN", withY(1, 0), "y[1]"],
    ["NaN for a number", withY(0, Number.NaN), "y[0]"],
    ["a finite number for an infinity", withY(2, Number.MAX_VALUE), "y[2]"],
    ["the other infinity", withY(2, Number.NEGATIVE_INFINITY), "y[2]"],
    ["an infinity for a number", withY(3, Number.NEGATIVE_INFINITY), "y[3]"],
    ["a label off by less than rtol", { ...right, count: 4.25 }, "count[0]"],
    ["a missing output", { y: right["y"]! }, "count: not computed"],
    ["an output of another name", { ...right, z: 1 }, "z: the reference has no such output"],
    ["a missing element", { ...right, y: [2, Number.NaN, Number.POSITIVE_INFINITY] }, "y: expected 4 values"],
    ["another shape", { ...right, y: { shape: [4], data: right["y"] as number[] } }, "y: expected the shape 2 x 2"],
  ])("%s", (_, outputs, named) => {
    const complaints = compare(golden, outputs, "float64");
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(`double mixed, ${named}`);
  });

  test("an element that the reference does not determine is not compared", () => {
    const y = { data: [0, Number.NaN, Number.POSITIVE_INFINITY, 0], free: [1, 0, 0, 0] };
    expect(compare(golden, { ...right, y }, "float64")).toHaveLength(1);
  });
});

describe("the plan fails rather than check nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "golden-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ops = (...names: string[]): Topic => ({
    name: "topic",
    precision: "float64",
    ops: Object.fromEntries(names.map((name) => [name, () => right])),
  });

  test("a folder that is unset, missing, empty, malformed, whole", () => {
    expect(plan(undefined, [ops("double")])).toMatchObject({ _tag: "Skip" });
    expect(plan(join(folder, "nowhere"), [ops("double")])).toMatchObject({ _tag: "Fail" });
    expect(plan("", [ops("double")])).toMatchObject({ _tag: "Fail" });
    expect(plan(folder, [ops("double")])).toMatchObject({ _tag: "Fail" });
    writeFileSync(join(folder, "cases.json"), text);
    expect(plan(folder, [ops("double")])).toMatchObject({ _tag: "Run", uncovered: [] });
    expect(plan(folder, [])).toMatchObject({ _tag: "Fail" });
    expect(plan(folder, [ops("treble")])).toMatchObject({ _tag: "Fail" });
    expect(plan(folder, [ops("double", "treble")])).toMatchObject({
      _tag: "Fail",
      why: expect.stringMatching("treble"),
    });
    writeFileSync(join(folder, "more.json"), text.replace("double", "treble"));
    expect(plan(folder, [ops("double")])).toMatchObject({ _tag: "Run", uncovered: ["treble"] });
    writeFileSync(join(folder, "bad.json"), text.slice(1));
    expect(plan(folder, [ops("double")])).toMatchObject({ _tag: "Fail" });
  });

  test("float32 runs the cases that have a tolerance for it", () => {
    const single: Topic = { ...ops("double"), precision: "float32" };
    rmSync(join(folder, "bad.json"), { force: true });
    expect(plan(folder, [single])).toMatchObject({ _tag: "Run" });
    rmSync(join(folder, "more.json"), { force: true });
    writeFileSync(join(folder, "cases.json"), text.replace(',"rtol_f32":0.5', ""));
    expect(plan(folder, [single])).toMatchObject({ _tag: "Fail" });
  });

  test.each([
    ["too few values", text.replace("[2,2]", "[2,3]")],
    ["a word for a number", text.replace('"NaN"', '"nan"')],
    ["no tolerance", text.replace('"rtol":0.125,', "")],
    ["an unknown type", text.replace("int64", "int32")],
    ["an object for the list", "{}"],
  ])("a file with %s is refused", (_, json) => {
    expect(decode("cases.json", json)).toMatchObject({ _tag: "Left", left: { kind: "NotGolden" } });
  });
});
