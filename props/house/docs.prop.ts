import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { either as E, function as F, option as O, taskEither as TE } from "fp-ts";
import { describe, expect, test } from "vitest";
import { plain } from "../arbitraries/runtimes.js";
import { type Example, examplesOf, undocumented } from "./docs.js";
import { filesIn } from "./files.js";
import { run } from "./run.js";

const sources = [...filesIn(["src"])];
const withExamples = sources.map(([path, text]) => ({ path, examples: examplesOf(path, text) }));

type Exports = Readonly<Record<string, unknown>>;

/** What some files of the repository export, the last one's names first. */
const exportsOf = async (paths: readonly string[]): Promise<Exports> =>
  Object.assign({}, ...(await Promise.all(paths.map((path) => import(pathToFileURL(resolve(path)).href)))));

/** What any example may name: the entries' exports, the short names of fp-ts, and kernels. */
const common = {
  ...(await exportsOf(["src/cli/index.ts", "src/plot/index.ts", "src/node/index.ts", "src/flat.ts", "src/index.ts"])),
  ...{ E, F, O, TE, runtime: plain },
};

/** What an example imports: the package by its name, a file from its own place, or another package. */
const importedFrom =
  (path: string) =>
  (specifier: string): Promise<Exports> =>
    import(
      specifier.startsWith(".")
        ? pathToFileURL(resolve(dirname(path), specifier.replace(/\.js$/, ".ts"))).href
        : specifier
            .replace(/^elbo-ts(?=\/|$)/, pathToFileURL(resolve("src")).href)
            .replace(/^(file:.*?)$/, "$1/index.ts")
    );

/** And what its file and the files beside it export, the file's own names first. */
const scopeOf = async (path: string): Promise<Exports> => {
  const beside = sources.map(([other]) => other).filter((other) => dirname(other) === dirname(path));
  return { ...common, ...(await exportsOf([...beside, path])), imported: importedFrom(path) };
};

/** Runs one, and compares structurally: same types, same bits, NaN equal to NaN. */
const holds = async (example: Example, path: string): Promise<void> => {
  for (const { code, got, said } of await run(example, await scopeOf(path), `${path}, example of ${example.name}`))
    expect(got, code).toStrictEqual(said);
};

test("every export of src has a docstring", () => {
  expect(sources.flatMap(([path, text]) => undocumented(path, text).map((name) => `${path}: ${name}`))).toEqual([]);
});

describe.each(withExamples.filter(({ examples }) => examples.length > 0))("examples of $path", ({ path, examples }) => {
  test.each(examples)("$name", async (example) => {
    expect(example.text, "an example claims something").toContain("// =>");
    await holds(example, path);
  });
});
