import { describe, expect, test } from "vitest";
import { type Files, filesIn } from "./files.js";
import { laws, most } from "./texts.js";

const files: Files = new Map([
  ...filesIn(["src", "assembly", "props", "examples", "bin", "bench", ".ci"], /\.(ts|mjs|json)$|\.ci\/run$/),
  ...filesIn(["."], /^(?!package-lock).*\.(md|json|ts|mjs)$/, false),
]);

describe("the files of the repository", () => {
  test.each(Object.entries(laws))("%s", (_, law) => expect(law(files)).toEqual([]));
});

describe("the laws of the files catch", () => {
  const [long, name, text] = Object.values(laws);
  const lines = (n: number): string => "x\n".repeat(n);

  test("a line too many", () => {
    expect(long!(new Map([["src/a.ts", lines(most)]]))).toEqual([]);
    expect(long!(new Map([["src/a.ts", lines(most + 1)]]))).toEqual([`src/a.ts: ${most + 1} lines`]);
  });

  test.each([
    "src/utils.ts",
    "src/node/helpers.ts",
    "props/misc/x.ts",
    "src/cli/common.ts",
    "src/lib/a.ts",
    "src/Util.ts",
  ])("the name %s", (path) => expect(name!(new Map([[path, ""]]))).toEqual([path]));

  test.each(["src/cli/commonFlags.ts", "src/prob/distribution.ts", "src/core/libration.ts"])(
    "not the name %s",
    (path) => expect(name!(new Map([[path, ""]]))).toEqual([]),
  );

  test.each(["TO_DO", "FIX_ME", "biome_-ignore", "@ts_-ignore", "/wo_rk/x", "<<<<<_<< HEAD", ".._/shared/data"])(
    "the text %s, unbroken",
    (it) => {
      const said = it.replace("_", "");
      expect(text!(new Map([["a.ts", `one\n${said}\n`]]))).toEqual([expect.stringMatching(/^a\.ts:2: /)]);
      expect(text!(new Map([["a.ts", it]]))).toEqual([]);
    },
  );
});
