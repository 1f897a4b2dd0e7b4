/**
 * Compiles assembly/ to one binary a variant and writes each beside a base64 module, so that a bundler, a worker and
 * plain Node load it alike:
 *
 *   kernels/plain.wasm    kernels/plain.js    kernels/plain.d.ts      128-bit SIMD
 *   kernels/relaxed.wasm  kernels/relaxed.js  kernels/relaxed.d.ts    the same source, with fused multiply-add
 *
 * Runs from `npm ci` (prepare), from the test set-up, and on first use of a checkout; does nothing when both binaries
 * are newer than every source. A custom section "elbo-ts.simd" of each binary names the variant, so that a module says
 * what it is. `--debug` compiles with assertions, `--force` in any case.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "kernels");
const variants = { plain: [], relaxed: ["--enable", "relaxed-simd"] };

const sources = () =>
  readdirSync(here, { recursive: true })
    .map((name) => join(here, String(name)))
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .concat(join(root, "asconfig.json"));

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const stale = () => {
  const newest = Math.max(...sources().map(modified));
  return Object.keys(variants).some((name) => modified(join(out, `${name}.js`)) < newest);
};

/** Writes under a temporary name and renames, so that a reader never meets half a file. */
const replace = (path, content) => {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
};

/** A WebAssembly section of bytes that no engine reads: id 0, then lengths below 128, each a byte. */
const customSection = (name, text) => {
  const [title, content] = [Buffer.from(name), Buffer.from(text)];
  return Buffer.from([0, 1 + title.length + content.length, title.length, ...title, ...content]);
};

const compile = async (asc, name, flags, target) => {
  const wasm = join("kernels", `${name}.${process.pid}.wasm.tmp`);
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--config", "asconfig.json", "--target", target, "--outFile", wasm, ...flags],
    { reportDiagnostic: undefined },
  );
  const said = stderr.toString().trim();
  if (said) console.error(said);
  if (error) throw error;
  const binary = Buffer.concat([readFileSync(join(root, wasm)), customSection("elbo-ts.simd", name)]);
  rmSync(join(root, wasm));
  replace(join(out, `${name}.wasm`), binary);
  replace(join(out, `${name}.d.ts`), "export declare const base64: string;\n");
  replace(join(out, `${name}.js`), `export const base64 = "${binary.toString("base64")}";\n`);
  return binary.length;
};

const build = async () => {
  const asc = await import("assemblyscript/asc");
  const target = process.argv.includes("--debug") ? "debug" : "release";
  mkdirSync(out, { recursive: true });
  process.chdir(root);
  for (const [name, flags] of Object.entries(variants)) {
    const bytes = await compile(asc, name, flags, target);
    console.error(`kernels/${name}.wasm  ${bytes} bytes (${target})`);
  }
};

if (process.argv.includes("--force") || process.argv.includes("--debug") || stale()) {
  try {
    await build();
  } catch (error) {
    console.error(`the kernels could not be compiled: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
