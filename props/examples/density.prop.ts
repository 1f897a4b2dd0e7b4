import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { density } from "../../examples/density.js";
import { decodeRecord, main, type RunRecord } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as codec from "../../src/formats/npy/index.js";

import { stream } from "../arbitraries/data.js";
import { fakeIo } from "../fixtures/io.js";

const folder = mkdtempSync(join(tmpdir(), "density-"));
afterAll(() => rmSync(folder, { recursive: true }));

const kept = (name: string, content: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Two heaps of points about 0 and about 10, in turns: n rows of d numbers. */
const heaps = (n: number, d: number): Float64Array => {
  const noise = stream(3);
  return Float64Array.from({ length: n * d }, (_, i) => (Math.floor(i / d) % 2) * 10 + noise());
};

const npy = (shape: readonly number[], data: Float64Array): Uint8Array =>
  orThrow(codec.encode(ndarray("float64", shape, data)));

const csv = (header: string, n: number, d: number, separator = ","): string => {
  const values = heaps(n, d);
  const rows = Array.from({ length: n }, (_, i) => [...values.subarray(i * d, (i + 1) * d)].join(separator));
  return `${[header, ...rows].join("\n")}\n`;
};

const run = async (name: string, argv: readonly string[]): Promise<RunRecord & { readonly err: string }> => {
  const [out, json] = [join(folder, name), join(folder, name, "run.json")];
  const fake = fakeIo();
  const code = await main(density, ["--quick", "--quiet", "--out", out, "--json", json, ...argv], fake.io)();
  if (code !== 0) throw new Error(fake.err());
  return { ...orThrow(decodeRecord(readFileSync(json, "utf8"))), err: fake.err() };
};

const ofFit = ["bound.png", "mixture.json"];

describe("the points of a user", () => {
  test.each<[string, string, Uint8Array | string, readonly string[]]>([
    ["NPY, one axis", "line.npy", npy([60], heaps(60, 1)), ["histogram.png", "edges.png", "kde.png", "draws.png"]],
    ["NPY, one column", "column.npy", npy([60, 1], heaps(60, 1)), ["histogram.png", "edges.png", "kde.png"]],
    ["NPY, in the plane", "plane.npy", npy([60, 2], heaps(60, 2)), ["mixture.png", "draws.png", "histogram.png"]],
    ["CSV, one column", "line.csv", csv("height", 60, 1), ["histogram.png", "edges.png", "kde.png", "draws.png"]],
    ["CSV, semicolons", "plane.csv", csv("a;b", 60, 2, ";"), ["mixture.png", "draws.png", "kde.png"]],
    ["CSV, three columns", "three.csv", csv("a,b,c", 60, 3), ["points.png", "draws.png"]],
    ["CSV, seven columns", "seven.csv", csv("a,b,c,d,e,f,g", 80, 7), ["points.png"]],
  ])("%s: two heaps are two normals by BIC, and drawn", async (_, name, content, expected) => {
    const { figures, files, data } = await run(`${name}-out`, ["--data", kept(name, content), "--select", "1-3"]);
    expect(figures["normals"]).toBe(2);
    expect(data["points"]).toBe(name === "seven.csv" ? 80 : 60);
    const names = files.map((path) => path.slice(path.lastIndexOf("/") + 1));
    expect(names).toEqual(expect.arrayContaining([...expected, ...ofFit, "criteria.png"]));
  });

  test("the record has the bound of each iteration, never falling, and the criteria of all that was tried", async () => {
    const { metrics, data, figures } = await run("rising", [
      ...["--data", kept("rising.npy", npy([80], heaps(80, 1)))],
      ...["--floor", "0", "--select", "1-4"],
    ]);
    const bounds = metrics.map(({ bound }) => Number(bound));
    expect(metrics.map(({ iteration }) => iteration)).toEqual(bounds.map((_, i) => i));
    // Each bound is a sum over 80 points of logarithms below 100: it is right to 80 * 100 roundings.
    for (const [i, bound] of bounds.entries())
      if (i > 0) expect(bound - bounds[i - 1]!).toBeGreaterThan(-8000 * 2 ** -52);
    expect(figures["log-likelihood"]).toBe(bounds.at(-1));
    expect((data["criteria"] as readonly unknown[]).length).toBe(4);
  });

  test("columns by name and number; what is missing is said, and no reason to stop", async () => {
    const table = csv("a,b,kind", 40, 2)
      .replaceAll(/(?<=\d)\n/g, ",word\n")
      .replace(/\n[^,]*,/, "\n,");
    const { data, err } = await run("chosen", [
      "--data",
      kept("chosen.csv", table),
      "--columns",
      "b,1",
      "--components",
      "2",
    ]);
    expect(data["columns"]).toEqual(["b", "a"]);
    expect(err).toMatch(/^notice: 1 of 40 points lack a value/);
  });

  test("points of which each lacks a value are fitted, though none can be drawn", async () => {
    const path = kept("lacking.csv", "x,y\n1,\n2,\n,5\n,7\n3,\n");
    const { files } = await run("lacking", ["--data", path, "--components", "1"]);
    expect(files.map((file) => file.slice(file.lastIndexOf("/") + 1))).toEqual(ofFit);
  });

  test("points that are all the same leave a rule for the bandwidth nothing to go by, but not a number", async () => {
    const path = kept("same.npy", npy([9], new Float64Array(9).fill(4)));
    const fake = fakeIo();
    expect(await main(density, ["--quiet", "--out", join(folder, "never"), "--data", path], fake.io)()).toBe(1);
    expect(fake.err()).toMatch(/give the bandwidth as a number\n$/);
    expect((await run("same", ["--data", path, "--bandwidth", "1", "--components", "1"])).files.length).toBe(6);
  });

  test("the same seed gives the same record", async () => {
    const path = kept("twice.npy", npy([60, 2], heaps(60, 2)));
    const [one, two] = [
      await run("one", ["--data", path, "--components", "3"]),
      await run("two", ["--data", path, "--components", "3"]),
    ];
    expect([one.metrics, one.figures]).toEqual([two.metrics, two.figures]);
  });
});

test("the program's own points: the two normals are found again, within five deviations of a mean of 500", async () => {
  await run("own", []);
  const mixture = JSON.parse(readFileSync(join(folder, "own", "mixture.json"), "utf8"));
  const means: readonly number[] = mixture.means;
  const round = means[0]! > 10 ? means.slice(0, 2) : means.slice(2);
  expect(Math.abs(round[0]! - 20)).toBeLessThan(5 / Math.sqrt(500));
  expect(Math.abs(round[1]! + 20)).toBeLessThan(5 / Math.sqrt(500));
});

const points = kept("points.csv", csv("x,y", 20, 2));

test.each<[string, readonly string[], 1 | 2, RegExp]>([
  ["no such file", ["--data", join(folder, "none.csv")], 1, /none\.csv: /],
  ["a picture", ["--data", kept("a.csv", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))], 1, /a PNG picture/],
  ["a word among numbers", ["--data", kept("word.csv", "x,y\n1,2\n3,four\n")], 1, /line 3, column 2 \(y\): .*"four"/],
  ["three axes", ["--data", kept("cube.npy", npy([2, 2, 2], heaps(4, 2)))], 1, /not points: .*got 2 x 2 x 2/],
  ["an infinite value", ["--data", kept("inf.npy", npy([2], Float64Array.of(1, 1 / 0)))], 1, /point 1.*infinite/],
  ["no column of that name", ["--data", points, "--columns", "z"], 1, /no such column/],
  ["fewer points than normals", ["--data", points, "--components", "30"], 1, /fewer points than components/],
  ["a column that never has a value", ["--data", kept("void.csv", "x,y\n1,\n2,\n")], 1, /missing in every point/],
  ["columns of nothing", ["--columns", "x"], 2, /--columns: .*--data/],
  ["a number of normals twice", ["--components", "2", "--select", "1-4"], 2, /--select: /],
  ["a range that runs down", ["--select", "4-2"], 2, /--select: .*upwards: got 4-2/],
  ["no bandwidth", ["--bandwidth", "0"], 2, /--bandwidth: .*scott or silverman, got 0/],
  ["an unknown kernel", ["--kernel", "box"], 2, /--kernel: /],
  ["an unknown flag", ["--component", "3"], 2, /did you mean --components\?/],
])("density, given %s: one line, the right exit code, nothing written", async (_, argv, code, said) => {
  const out = join(folder, "out");
  const fake = fakeIo();
  expect(await main(density, ["--quick", "--quiet", "--out", out, ...argv], fake.io)()).toBe(code);
  const lines = fake
    .err()
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("notice: "));
  expect(lines.length).toBe(1);
  expect(lines[0]).toMatch(/^density: /);
  expect(lines[0]).toMatch(said);
  expect(existsSync(out)).toBe(false);
});
