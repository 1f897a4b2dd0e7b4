/**
 * Builds dist/ anew. The library is compiled to its root, with declarations; the programs, which nobody imports, beside
 * it and without:
 *
 *   src/           dist/
 *   bin/           dist/bin/          where `../src/` is `../`
 *   examples/      dist/examples/     likewise; `elbo-ts` stays, and is this package itself
 *
 * The library's modules import each module of fp-ts by itself, `#fp-ts/Either`, which package.json leads to the one for
 * Node and to the one for bundlers: those keep four times as much of what is imported from fp-ts as a whole.
 *
 * Types are not checked a second time in the programs: `npm run check` has done that.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");

const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };

/** What a module imports, in its quotes, and where that stands. */
const importsOf = (text) =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({ fileName, from: pos + 1 }));

/** The same module one folder nearer to the library. */
const moved = (text) =>
  importsOf(text).reduceRight(
    (rest, { fileName, from }) =>
      rest.slice(0, from) + fileName.replace(/^((?:\.\.\/)+)src\//, "$1") + rest.slice(from + fileName.length),
    text,
  );

const capital = (name) => (name === "function" ? name : name[0].toUpperCase() + name.slice(1));

/** `import { either as E } from "fp-ts"` as `import * as E from "#fp-ts/Either"`. */
const shakable = (text) =>
  text.replace(/^import \{([^}]*)\} from "fp-ts";$/gm, (_, names) =>
    names
      .split(",")
      .map((name) => name.trim().split(" as "))
      .map(([name, local = name]) => `import * as ${local} from "#fp-ts/${capital(name)}";`)
      .join("\n"),
  );

const shakeLibrary = () => {
  for (const name of readdirSync(dist, { recursive: true }).filter((path) => path.endsWith(".js"))) {
    const path = join(dist, name);
    const text = shakable(readFileSync(path, "utf8"));
    if (importsOf(text).some(({ fileName }) => fileName === "fp-ts"))
      throw new Error(`${path}: all of fp-ts is imported`);
    writeFileSync(path, text);
  }
};

const compileProgram = (path) => {
  const { outputText } = ts.transpileModule(readFileSync(join(root, path), "utf8"), { compilerOptions });
  const to = join(dist, path.replace(/\.ts$/, ".js"));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, moved(outputText));
};

rmSync(dist, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
shakeLibrary();
for (const folder of ["bin", "examples"])
  for (const name of readdirSync(join(root, folder), { recursive: true }))
    if (name.endsWith(".ts")) compileProgram(join(folder, name));
