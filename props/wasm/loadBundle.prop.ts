/** What a bundler makes of the builds of the kernels: each is a chunk of its own, and with kernels of one's own there is none. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const builds = ["plain", "relaxed"] as const;

/** The long word that only this build has. */
const content = Object.fromEntries(
  builds.map((simd) => [simd, readFileSync(`kernels/${simd}.wasm`).toString("base64")]),
) as Readonly<Record<(typeof builds)[number], string>>;

const root = JSON.stringify(resolve("src/index.ts"));

/** The files that a program becomes, its own first. */
const bundled = async (program: string, splitting: boolean): Promise<readonly string[]> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ".", loader: "ts", sourcefile: "program.ts" },
    outdir: "out",
    bundle: true,
    format: "esm",
    minify: true,
    splitting,
    write: false,
  });
  const own = outputFiles.filter(({ path }) => path.endsWith("stdin.js"));
  return [...own, ...outputFiles.filter((file) => !own.includes(file))].map(({ text }) => text);
};

const buildsIn = (text: string): readonly string[] => builds.filter((simd) => text.includes(content[simd]));

describe("a bundle", () => {
  test("in several files has no build in its own, and no two in one: only what is asked for is ever loaded", async () => {
    const [own, ...chunks] = await bundled(
      `import { load } from ${root}; console.log(await load({ simd: "plain" })());`,
      true,
    );
    expect(buildsIn(own!)).toEqual([]);
    expect(
      chunks
        .map(buildsIn)
        .filter(({ length }) => length > 0)
        .sort(),
    ).toEqual([["plain"], ["relaxed"]]);
  });

  test("in one file, with a module of its own, has none", async () => {
    const [own] = await bundled(
      `import { runtimeOf } from ${root}; console.log(runtimeOf(await WebAssembly.compileStreaming(fetch("plain.wasm"))));`,
      false,
    );
    expect(buildsIn(own!)).toEqual([]);
    expect(own!.length).toBeLessThan(40_000);
  });

  test("in one file, with one build by its name, has that one", async () => {
    const [own] = await bundled(
      `import { runtimeOf } from ${root};
       import { base64 } from ${JSON.stringify(resolve("kernels/plain.js"))};
       const binary = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
       console.log(runtimeOf(await WebAssembly.compile(binary)));`,
      false,
    );
    expect(buildsIn(own!)).toEqual(["plain"]);
  });
});
