/**
 * Makes docs/reference from the declarations in dist: for each entry of the package its pages, for each export its
 * declaration, its docstring and its examples. Not kept in the repository: like dist and the kernels it is made anew
 * whenever the package is built, so it is never older than the sources.
 *
 *   npm run reference
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exportsOf, programOf } from "./exports.js";
import { reference } from "./pages.js";

const out = join("docs", "reference");

const entries = [
  {
    specifier: "elbo-ts",
    file: "index",
    summary: "The library without its edges: in Node, in a browser, in a worker.",
  },
  { specifier: "elbo-ts/formats", file: "formats/index", summary: "Files as bytes: read and written anywhere." },
  { specifier: "elbo-ts/plot", file: "plot/index", summary: "Figures, and their pictures." },
  { specifier: "elbo-ts/node", file: "node/index", summary: "The kernels on Node, and files." },
  { specifier: "elbo-ts/cli", file: "cli/index", summary: "Programs of your own: flags, help, progress, a record." },
];

/** The declarations as the house would have written them: the compiler puts each on one line. */
const formatted = (folder: string): string => {
  cpSync("dist", folder, { recursive: true, filter: (path) => !path.endsWith(".js") });
  const formatter = { indentStyle: "space", indentWidth: 2, lineWidth: 100 };
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ root: true, formatter }));
  const biome = join("node_modules", ".bin", "biome");
  execFileSync(biome, ["format", "--write", `--config-path=${folder}`, folder], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return folder;
};

const made = (): ReadonlyMap<string, string> => {
  const folder = mkdtempSync(join(tmpdir(), "elbo-reference-"));
  try {
    const root = formatted(folder).replaceAll("\\", "/");
    const pathOf = (file: string): string => `${root}/${file}.d.ts`;
    const program = programOf(entries.map(({ file }) => pathOf(file)));
    return reference(
      entries.map(({ file, ...entry }) => ({ ...entry, exported: exportsOf(program, root, pathOf(file)) })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const pages = made();
rmSync(out, { recursive: true, force: true });
for (const [path, text] of pages) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}
