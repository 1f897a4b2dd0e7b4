import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { firstSentence, markdownOf } from "../../.ci/reference/docstring.js";
import { type Exported, exportsOf, programOf } from "../../.ci/reference/exports.js";
import { type Entry, reference } from "../../.ci/reference/pages.js";

const root = mkdtempSync(join(tmpdir(), "reference-")).replaceAll("\\", "/");
afterAll(() => rmSync(root, { recursive: true }));

/** The exports of index.d.ts among some declarations. */
const read = (files: Readonly<Record<string, string>>): readonly Exported[] => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const entry = `${root}/index.d.ts`;
  return exportsOf(programOf([entry]), root, entry);
};

describe("the exports of an entry", () => {
  test("are found through files, new names and namespaces, each where it is declared, with what is said of it", () => {
    const found = read({
      "index.d.ts":
        'export * from "./core/all.js";\nexport { twice as double } from "./a.js";\nexport * as nn from "./nn.js";',
      "core/all.d.ts": 'export { type Shape } from "./shape.js";\nexport { Rate } from "./rate.js";',
      "core/shape.d.ts":
        "/** Extents. */\nexport type Shape = readonly number[];\n/** Not shown. */\nexport type Own = 1;",
      "core/rate.d.ts": "/** A codec. */\nexport declare const Rate: unknown;\nexport type Rate = number;",
      "a.d.ts":
        "/**\n * Twice.\n *\n * @example\n * double(1) // => 2\n */\nexport declare const twice: (x: number) => number;",
      "nn.d.ts": "/** A sum. */\nexport declare function add(a: number, b: number): number;",
    });
    expect(found).toEqual([
      {
        name: "double",
        module: "a",
        declarations: ["const double: (x: number) => number;"],
        doc: ["", "Twice.", "", "@example", "double(1) // => 2", ""],
      },
      {
        name: "Rate",
        module: "core/rate",
        declarations: ["const Rate: unknown;", "type Rate = number;"],
        doc: ["A codec."],
      },
      { name: "Shape", module: "core/shape", declarations: ["type Shape = readonly number[];"], doc: ["Extents."] },
      {
        name: "nn.add",
        module: "nn",
        declarations: ["function add(a: number, b: number): number;"],
        doc: ["A sum."],
      },
    ]);
  });
});

describe("a docstring as Markdown", () => {
  test("keeps paragraphs, makes code of formulas and examples, and names other tags", () => {
    const lines = [
      "The sum,",
      "",
      "  y = a_i * x",
      "",
      "of `a_i` <all>.",
      "",
      "@example",
      "f(1) // => 2",
      "",
      "@see Bishop",
    ];
    expect(markdownOf(lines)).toEqual([
      ...["The sum,", "", "```text", "y = a_i * x", "```", "", "of `a_i` \\<all>.", ""],
      ...["```ts", "f(1) // => 2", "```", "", "see Bishop", ""],
    ]);
  });

  test.each([
    [["One line. And more."], "One line."],
    [["No stop", "before the end", "", "Second."], "No stop before the end"],
    [["A rate of 0.5 is high. Yes."], "A rate of 0.5 is high."],
    [[], ""],
  ])("%j begins with «%s»", (lines, sentence) => expect(firstSentence(lines)).toBe(sentence));
});

describe("the pages", () => {
  const word = fc.constantFrom("Key", "key", "split", "nn.split", "nn.Layer", "fit", "constructor");
  const exported = fc.record({
    name: word,
    module: fc.constantFrom("failure", "core/key", "core/shape", "em/template/fit", "em/fold"),
    declarations: fc.tuple(fc.constantFrom("type X = Key | Layer;", "const f: (key: Key) => nn.Layer;")),
    doc: fc.constant(["Something."]),
  });
  const entry = (specifier: string): fc.Arbitrary<Entry> =>
    fc
      .uniqueArray(exported, { selector: ({ name }) => name, maxLength: 7 })
      .map((all) => ({ specifier, summary: "An entry.", exported: all }));
  const entries = fc.tuple(entry("elbo-ts"), entry("elbo-ts/node"));

  test("have each export once, and no link that leads nowhere", () => {
    fc.assert(
      fc.property(entries, (all) => {
        const pages = reference(all);
        const anchors = [...pages].flatMap(([path, text]) =>
          [...text.matchAll(/<a id="([^"]+)">/g)].map(([, name]) => `${path}#${name}`),
        );
        expect(new Set(anchors).size).toBe(anchors.length);
        expect(anchors.length).toBe(all.reduce((sum, { exported: { length } }) => sum + length, 0));
        for (const [path, text] of pages)
          for (const [, to = ""] of text.matchAll(/\]\(([^)]+)\)/g)) {
            const [file, anchor] = to.split("#");
            const target = file === "" ? path : posix.join(posix.dirname(path), file!);
            expect(pages.has(target), `${path} -> ${to}`).toBe(true);
            if (anchor !== undefined) expect(anchors).toContain(`${target}#${anchor}`);
          }
      }),
    );
  });
});
