import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { either as E, function as F, option as O, taskEither as TE } from "fp-ts";
import { describe, expect, test } from "vitest";
import { plain } from "./arbitraries/runtimes.js";
import { blocksOf, type Example, examplesOf, undocumented } from "./house/docs.js";
import { filesIn } from "./house/files.js";
import { moduleOf, run } from "./house/run.js";

const sources = [...filesIn(["src"])];
const withExamples = sources.map(([path, text]) => ({ path, examples: examplesOf(path, text) }));

const exportsOf = async (paths: readonly string[]): Promise<Readonly<Record<string, unknown>>> =>
  Object.assign({}, ...(await Promise.all(paths.map(moduleOf))));

/** What any example may name: the entries' exports, the short names of fp-ts, and kernels. */
const common = {
  ...(await exportsOf(["src/cli/index.ts", "src/plot/index.ts", "src/node.ts", "src/index.ts"])),
  ...{ E, F, O, TE, runtime: plain },
};

/** And what its file and the files beside it export, the file's own names first. */
const scopeOf = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const beside = sources.map(([other]) => other).filter((other) => dirname(other) === dirname(path));
  return { ...common, ...(await exportsOf(beside)), ...(await moduleOf(path)) };
};

/** Runs one, and compares structurally: same types, same bits, NaN equal to NaN. */
const holds = async (example: Example, scope: Readonly<Record<string, unknown>>, page: string): Promise<void> => {
  for (const { code, got, said } of await run(example, scope, `${page}, example of ${example.name}`))
    expect(got, code).toStrictEqual(said);
};

test("every export of src has a docstring", () => {
  expect(sources.flatMap(([path, text]) => undocumented(path, text).map((name) => `${path}: ${name}`))).toEqual([]);
});

describe.each(withExamples.filter(({ examples }) => examples.length > 0))("examples of $path", ({ path, examples }) => {
  test.each(examples)("$name", async (example) => {
    expect(example.text, "an example claims something").toContain("// =>");
    await holds(example, await scopeOf(path), path);
  });
});

describe.runIf(existsSync("README.md"))("examples of README.md", () => {
  const blocks = existsSync("README.md") ? blocksOf(readFileSync("README.md", "utf8")) : [];
  test("are marked as running, some of them", () => expect(blocks.length).toBeGreaterThan(0));
  test.each(blocks)("$name", (block) => holds(block, {}, "README.md"));
});
