import { describe, expect, test } from "vitest";
import { type Files, filesIn } from "./files.js";
import { beyond, notYet } from "./notYet.js";
import { crumb, laws, mostAtRoot, mostOfExample, mostOfSource } from "./rooms.js";

const files: Files = filesIn(["src", "props", "examples", "bin", "bench", "assembly"], /\.(ts|mjs)$/);
const all = Object.keys(laws) as readonly (keyof typeof laws)[];

describe("the rooms of the house", () => {
  test.each(all)("%s", (law) => expect(beyond(notYet.rooms, laws[law]!(files))).toEqual([]));
});

/** A house in order. */
const index = (name: string): string =>
  `/**\n * The ${name}. It may use\n * nothing.\n * Begin with \`one\`.\n */\nexport * from "./one.js";\n`;

const sound: Readonly<Record<string, string>> = {
  "src/index.ts":
    '/** The door. */\nexport * as core from "./core/index.js";\nexport type { One } from "./core/one.js";',
  "src/core/index.ts": index("core"),
  "src/core/one.ts": "/** One, which all rooms need. */\nexport const one = 1;\n",
  "props/core/one.prop.ts": "",
  "props/core/oneMore.prop.ts": "",
  "props/house/anything.prop.ts": "",
  "props/laws/law.ts": "",
  "props/wasm/adam.prop.ts": "",
  "assembly/adam.ts": "",
  "examples/em-face.ts": 'import { em } from "elbo-ts";\nimport { program } from "elbo-ts/cli";\n',
};

const broken = (changes: Readonly<Record<string, string>>) => {
  const changed = new Map(Object.entries({ ...sound, ...changes }));
  return Object.fromEntries(all.map((law) => [law, laws[law]!(changed)]).filter(([, found]) => found!.length > 0));
};

const lines = (n: number): string => `/** Long. */\n${"x\n".repeat(n - 1)}`;

describe("the laws of the rooms", () => {
  test("have no complaint of a house in order", () => expect(broken({})).toEqual({}));

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ["a room without a door", { "src/prob/one.ts": lines(30) }, "every room has an index", "src/prob/index.ts"],
    ["a door that says too little", { "src/core/index.ts": "/** The core. */" }, "every room has", "src/core/index.ts"],
    [
      "a long file",
      { "src/core/two.ts": lines(mostOfSource + 1) },
      "no file of src is longer",
      `src/core/two.ts: ${mostOfSource + 1} lines`,
    ],
    ["a crumb", { "src/core/two.ts": "export const two = 2;\n".repeat(crumb - 1) }, "a file under", "src/core/two.ts"],
    ["a kebab", { "src/core/two-three.ts": lines(30) }, "names of files", "src/core/two-three.ts"],
    ["a folder in capitals", { "props/laws/Two/x.ts": "" }, "names of files", "props/laws/Two/x.ts"],
    ["a test of nothing", { "props/core/two.prop.ts": "" }, "props mirror src", "props/core/two.prop.ts"],
    ["a test in another room", { "props/nn/one.prop.ts": "" }, "props mirror src", "props/nn/one.prop.ts"],
    ["a program in pieces", { "examples/em-face/data.ts": "" }, "a program is one file", "examples/em-face/data.ts"],
    [
      "a long program",
      { "examples/density.ts": lines(mostOfExample + 1) },
      "a program has at most",
      `examples/density.ts: ${mostOfExample + 1} lines`,
    ],
    [
      "a program that knows the library from inside",
      { "examples/em-face.ts": 'import { fit } from "../src/em/fit.js";' },
      "a program imports",
      "examples/em-face.ts -> ../src/em/fit.js",
    ],
    [
      "a program that imports another package",
      { "examples/em-face.ts": 'const zip = await import("fflate");' },
      "a program imports",
      "examples/em-face.ts -> fflate",
    ],
    [
      "an entry of too many names",
      {
        "src/index.ts": `/** The door. */\nexport { ${Array.from({ length: mostAtRoot + 1 }, (_, i) => `a${i}`).join(", ")} } from "./core/one.js";`,
      },
      "the entry has at most",
      `src/index.ts: ${mostAtRoot + 1} of them`,
    ],
    [
      "an entry that hands all on",
      { "src/index.ts": '/** The door. */\nexport * from "./core/one.js";' },
      "the entry has at most",
      "src/index.ts: 1 of them",
    ],
  ])("catch %s", (_, changes, law, complaint) => {
    const found = Object.entries(broken(changes));
    expect(found.map(([name]) => name)).toEqual([expect.stringContaining(law)]);
    expect(found[0]![1]).toEqual([complaint]);
  });
});
