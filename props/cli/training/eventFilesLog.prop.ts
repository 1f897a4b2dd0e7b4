import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeRecord, main } from "../../../src/cli/index.js";
import { right } from "../../arbitraries/models.js";
import { fakeIo } from "../../fixtures/io.js";
import { training } from "../../fixtures/training.js";

const folder = mkdtempSync(join(tmpdir(), "log-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A run in a folder of its own, and the record that it leaves there. */
const ran = async (name: string, argv: readonly string[]) => {
  const fake = fakeIo();
  const [kept, json] = [join(folder, name), join(folder, name, "run.json")];
  const common = ["--simd", "plain", "--checkpoint", kept, "--json", json, "--out", join(folder, "out")];
  const code = await main(training, [...common, ...argv], fake.io)();
  return { code, err: fake.err(), metrics: () => right(decodeRecord(readFileSync(json, "utf8"))).metrics };
};

describe("--log", () => {
  test.each(["csv", "jsonl"])("losses.%s: a run that was stopped leaves the file of one that was not", async (end) => {
    const [one, other] = [join(folder, `one.${end}`), join(folder, `other.${end}`)];
    const { metrics } = await ran(`one ${end}`, ["--log", one]);
    await ran(`other ${end}`, ["--log", other, "--epochs", "2"]);
    await ran(`other ${end}`, ["--log", other, "--resume"]);
    const text = readFileSync(one, "utf8");
    expect(readFileSync(other, "utf8")).toBe(text);
    const lines = text.trimEnd().split("\n");
    const losses =
      end === "csv"
        ? lines.slice(1).map((line) => Number(line.split(",")[1]))
        : lines.map((line) => JSON.parse(line).train.loss);
    expect(losses).toEqual(metrics().map(({ train }) => train));
  });

  test("a name that says neither: exit code 2", async () => {
    const { code, err } = await ran("neither", ["--log", "losses.txt"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^training: --log: .*a file \.csv or \.jsonl.*\n$/);
  });

  test("where nothing can be written: one line, exit code 1", async () => {
    const { code, err } = await ran("below a file", ["--log", join(import.meta.filename, "below.csv")]);
    expect(code).toBe(1);
    expect(err).toMatch(/^training: [^\n]*\n$/);
  });
});
