import { describe, expect, test } from "vitest";
import { examplesOf, stepsOf, undocumented } from "./docs.js";
import { run } from "./run.js";

/** A source file with one documented function. */
const file = (...example: readonly string[]): string =>
  ["/**", " * Twice a number.", " *", " * @example", ...example.map((line) => ` * ${line}`), " */"]
    .concat("export const twice = (x: number): number => 2 * x;")
    .join("\n");

const claimsOf = async (text: string) => {
  const claims = await run(examplesOf("twice.ts", text)[0]!, { twice: (x: number) => 2 * x }, "twice.ts");
  return claims.map(({ got, said }) => [got, said]);
};

describe("an example", () => {
  test("gives what its lines evaluate to, beside what they say", async () => {
    expect(await claimsOf(file("twice(2) // => 4", "twice(3)", "// => 7"))).toEqual([
      [4, 4],
      [6, 7],
    ]);
  });

  test("may declare, await, span lines, hide a name of its scope and use types", async () => {
    const text = file(
      "const twice = async (x: number): Promise<number> =>",
      "  3 * x;",
      "await twice(",
      "  Number.NaN,",
      "); // => Number.NaN",
      "(await twice(1)) as number // => 3",
    );
    expect(await claimsOf(text)).toEqual([
      [Number.NaN, Number.NaN],
      [3, 3],
    ]);
  });

  test("may import values under other names, namespaces and types", async () => {
    const text = file(
      'import { type A, thrice as times } from "x";',
      'import * as y from "y";',
      "times(1) // => y.three",
    );
    const modules: Readonly<Record<string, object>> = { x: { thrice: (x: number) => 3 * x }, y: { three: 3 } };
    const imported = async (specifier: string) => modules[specifier];
    const [claim] = await run(examplesOf("twice.ts", text)[0]!, { imported }, "twice.ts");
    expect(claim).toMatchObject({ got: 3, said: 3 });
  });

  test("that throws is not swallowed", async () => {
    await expect(claimsOf(file("nowhere(1) // => 1"))).rejects.toThrow("nowhere is not defined");
  });

  test.each([
    ["behind a declaration", "const x = 1 // => 1"],
    ["inside a statement", "twice( // => 4\n  2)"],
    ["before all statements", "// => 4\ntwice(2)"],
    ["behind a second claim", "twice(2) // => 4\n// => 5"],
  ])("whose claim stands %s is refused, not passed over", (_, text) => {
    expect(() => stepsOf({ name: "twice", text })).toThrow(/claims|follows no expression/);
  });

  test("ends where the next tag begins, and a docstring may have two", () => {
    const text = file("twice(2) // => 4", "@throws never", "@example", "twice(1) // => 2");
    expect(examplesOf("twice.ts", text).map((example) => example.text.trim())).toEqual([
      "twice(2) // => 4",
      "twice(1) // => 2",
    ]);
  });
});

describe("exports without a docstring", () => {
  test.each([
    ["a function", "export function bare() {}"],
    ["a constant behind a documented one", "/** Said. */\nexport const said = 1;\nexport const bare = 2;"],
    ["a type", "export type bare = number;"],
    ["an interface under a plain comment", "// Not a docstring.\nexport interface bare {}"],
  ])("%s is found", (_, text) => expect(undocumented("x.ts", text)).toEqual(["bare"]));

  test("a type of a documented value's name, and what is not exported, need none", () => {
    const text = "/** A codec. */\nexport const Rate = codec;\nexport type Rate = number;\nconst own = 1;";
    expect(undocumented("x.ts", text)).toEqual([]);
  });
});
