/**
 * Packs the package as for a release and uses it as a stranger would: installed from the tarball into an empty folder,
 * in plain Node, under the compiler and on the command line. Prints what it checked.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { inFolder, installed, pack, ran, root, run } from "./packed.mjs";

/** Compiles a file of a project, and with it every declaration that it reaches: `skipLibCheck` is off. */
const compiled = (project, file, types) => {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "nodenext",
    types,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
  run(process.execPath, [createRequire(import.meta.url).resolve("typescript/bin/tsc")], project);
};

/** The packages of a project as npm recorded them. */
const packagesOf = (project) => {
  const { packages } = JSON.parse(readFileSync(join(project, "node_modules", ".package-lock.json"), "utf8"));
  return Object.entries(packages).map(([path, it]) => ({ name: path.replace("node_modules/", ""), ...it }));
};

const contentsOf = (project) => {
  const top = join(project, "node_modules", "elbo-ts");
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(top.length + 1)
        .replaceAll("\\", "/"),
    );
};

/** Loaded into a program before it runs: a machine without a network. */
const offline = `data:text/javascript,${encodeURIComponent("globalThis.fetch = () => Promise.reject(new TypeError('no network'))")}`;

/** The command as it is called in a project. */
const elbo = (project, ...words) =>
  run("npx", ["--no-install", "elbo-ts", ...words], project, { NODE_OPTIONS: `--import=${offline}` });

const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
const kernels = ["plain", "relaxed"].flatMap((name) => ["d.ts", "js", "wasm"].map((end) => `kernels/${name}.${end}`));

const checks = {
  "npm pack builds the kernels and dist": ({ folder }) => ({ tarball: pack(folder) }),

  "it installs with its few pure dependencies, and without install scripts": ({ folder, tarball }) => {
    const core = installed(folder, "core", [tarball, "--omit=optional"], ["core.js", "core.ts"]);
    assert.deepEqual(
      packagesOf(core).map(({ name }) => name),
      ["d3-array", "d3-contour", "elbo-ts", "fflate", "fp-ts", "internmap", "io-ts"],
    );
    assert.deepEqual(
      packagesOf(core).filter(({ hasInstallScript }) => hasInstallScript),
      [],
    );
    return { core };
  },

  "it holds dist, the kernels and the documents, and nothing else": ({ core }) => {
    const contents = contentsOf(core);
    const dist = contents.filter((path) => path.startsWith("dist/"));
    const pages = contents.filter((path) => /^docs\/reference\/.+\.md$/.test(path));
    assert.deepEqual(contents.sort(), [...dist, ...pages, ...documents, ...kernels].sort());
    assert.deepEqual(
      dist.filter((path) => !/\.(d\.ts|js)$/.test(path)),
      [],
    );
    const { bin, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const entries = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : Object.values(entry)));
    const promised = [...Object.values(bin), ...entries].map((path) => path.replace(/^\.\//, ""));
    assert.deepEqual(
      promised.filter((path) => !contents.includes(path)),
      [],
    );
  },

  "elbo-ts loads its kernels and finds a face, in plain Node": ({ core }) => {
    run(process.execPath, ["core.js"], core);
  },

  "with the optional packages, no install script is run": ({ folder, tarball }) => {
    const whole = installed(folder, "whole", [tarball, "@types/node@20"], ["whole.js", "whole.ts"]);
    assert.deepEqual(
      packagesOf(whole).filter(({ hasInstallScript }) => hasInstallScript),
      [],
    );
    return { whole };
  },

  "elbo-ts/node reads and writes arrays, elbo-ts/plot draws a picture with text": ({ whole }) => {
    run(process.execPath, ["whole.js"], whole);
  },

  "the reference has every value that the entries export": async ({ whole }) => {
    const top = join(whole, "node_modules", "elbo-ts");
    const { exports } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
    const reference = contentsOf(whole).filter((path) => path.endsWith(".md"));
    for (const [entry, { default: file }] of Object.entries(exports).filter(([, to]) => typeof to !== "string")) {
      const specifier = `elbo-ts${entry.slice(1)}`;
      const pages = reference.filter((path) => dirname(path) === `docs/reference/${specifier}`);
      const text = pages.map((path) => readFileSync(join(top, path), "utf8")).join("");
      const names = Object.keys(await import(pathToFileURL(join(top, file)).href));
      assert.ok(names.length > 0);
      for (const name of names) assert.match(text, new RegExp(`<a id="${name}[".]`), `${specifier}: ${name}`);
    }
  },

  "the JavaScript of README.md runs as it stands": ({ whole }) => {
    const blocks = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```js\n([\s\S]*?)^```$/gm)];
    assert.ok(blocks.length > 0);
    for (const [, block] of blocks) {
      writeFileSync(join(whole, "readme.js"), block);
      run(process.execPath, ["readme.js"], whole);
    }
  },

  "the examples of docs/extending.md compile, run, and find what they say": async ({ whole }) => {
    const page = readFileSync(join(root, "docs", "extending.md"), "utf8");
    const found = {};
    for (const [i, [, block]] of [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].entries()) {
      writeFileSync(join(whole, `extending${i}.ts`), block);
      compiled(whole, `extending${i}.ts`, ["node"]);
      const path = join(whole, `extending${i}.js`);
      writeFileSync(path, transformSync(block, { loader: "ts", format: "esm" }).code);
      Object.assign(found, await import(pathToFileURL(path).href));
    }
    const rounded = [...found.found.theta].map((share) => Math.round(100 * share)).sort();
    assert.deepEqual(rounded, [52, 80]);
    assert.deepEqual(
      found.network.rows.map(({ kind, parameters }) => [kind, parameters]),
      [
        ["linear", 40],
        ["layerNorm", 16],
      ],
    );
    const [first, last] = found.trained.history.map(({ train }) => train);
    assert.ok(last.loss < first.loss && last.penalty > 0);
    assert.match(found.drawn.right, /<path/);
    assert.match(run(process.execPath, ["extending4.js"], whole), /^\d\.\d\d \d\.\d\d/m);
  },

  "elbo names its programs without the optional package, and says before a run that it lacks it": ({ core }) => {
    assert.match(elbo(core), /^Usage: npx elbo-ts NAME/m);
    assert.equal(elbo(core, "--version").trim(), JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
    const { status, stderr } = ran("npx", ["--no-install", "elbo", "em-face"], core);
    assert.match(stderr, /^em-face: pictures need the optional package canvas; npm install canvas\n$/);
    assert.equal(status, 1);
  },

  "every program of elbo runs, without data and network too, and shows its help": async ({ whole }) => {
    const list = join(whole, "node_modules", "elbo-ts", "dist", "bin", "programs.js");
    const { programs } = await import(pathToFileURL(list).href);
    const names = Object.keys(programs);
    assert.ok(names.length > 0);
    // latent has no model of its own: it is given one that vae-mnist leaves.
    const checkpoint = ["--checkpoint", "checkpoints"];
    elbo(whole, "vae-mnist", "--quick", "--quiet", "--out", "trained", ...checkpoint);
    for (const name of names) {
      assert.match(elbo(whole, "help", name), new RegExp(`^Usage: npx elbo-ts ${name} \\[flags\\]$`, "m"));
      elbo(whole, name, "--quick", "--quiet", "--out", name, ...(name === "latent" ? checkpoint : []));
      assert.ok(readdirSync(join(whole, name)).length > 0, name);
    }
  },

  "the declarations hold under a strict compiler, those of elbo-ts without Node's": ({ core, whole }) => {
    compiled(core, "core.ts", []);
    compiled(whole, "whole.ts", ["node"]);
  },
};

await inFolder(async (folder) => {
  let found = { folder };
  for (const [name, check] of Object.entries(checks)) {
    found = { ...found, ...(await check(found)) };
    console.log(`  ✓ ${name}`);
  }
});
