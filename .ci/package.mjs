/**
 * Packs the package as for a release and uses it as a stranger would: installed from the tarball into an empty folder,
 * in plain Node and under the compiler. Prints what it checked.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const folder = mkdtempSync(join(tmpdir(), "elbo-package-"));

const run = (command, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: command === "npm" && process.platform === "win32",
  });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
  return stdout;
};

/** An empty project with the tarball installed, and the consumer of its name in it. */
const installed = (name, ...what) => {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", ...what], project);
  for (const file of [`${name}.js`, `${name}.ts`]) cpSync(join(here, "consumer", file), join(project, file));
  return project;
};

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

const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
const kernels = ["plain", "relaxed"].flatMap((name) => ["d.ts", "js", "wasm"].map((end) => `kernels/${name}.${end}`));

const checks = {
  "npm pack builds the kernels and dist": () => {
    run("npm", ["pack", "--pack-destination", folder], root);
    const [tarball, ...more] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    assert.equal(more.length, 0);
    return { tarball: join(folder, tarball) };
  },

  "it installs with fp-ts and io-ts alone": ({ tarball }) => {
    const core = installed("core", tarball, "--omit=optional");
    assert.deepEqual(
      packagesOf(core).map(({ name }) => name),
      ["elbo-ts", "fp-ts", "io-ts"],
    );
    return { core };
  },

  "it holds dist, the kernels and the documents, and nothing else": ({ core }) => {
    const contents = contentsOf(core);
    const dist = contents.filter((path) => path.startsWith("dist/"));
    assert.deepEqual(contents.filter((path) => !dist.includes(path)).sort(), [...documents, ...kernels].sort());
    assert.deepEqual(
      dist.filter((path) => !/\.(d\.ts|js)$/.test(path)),
      [],
    );
    const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const promised = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : Object.values(entry)));
    assert.deepEqual(
      promised.filter((path) => !contents.includes(path.slice(2))),
      [],
    );
  },

  "elbo-ts loads its kernels and finds a face, in plain Node": ({ core }) => {
    run(process.execPath, ["core.js"], core);
  },

  "with the optional packages, no install script is run": ({ tarball }) => {
    const whole = installed("whole", tarball, "@types/node@20");
    assert.deepEqual(
      packagesOf(whole).filter(({ hasInstallScript }) => hasInstallScript),
      [],
    );
    return { whole };
  },

  "elbo-ts/node reads and writes arrays, elbo-ts/plot draws a picture with text": ({ whole }) => {
    run(process.execPath, ["whole.js"], whole);
  },

  "the JavaScript of README.md runs as it stands": ({ whole }) => {
    const blocks = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```js\n([\s\S]*?)^```$/gm)];
    assert.ok(blocks.length > 0);
    for (const [, block] of blocks) {
      writeFileSync(join(whole, "readme.js"), block);
      run(process.execPath, ["readme.js"], whole);
    }
  },

  "the declarations hold under a strict compiler, those of elbo-ts without Node's": ({ core, whole }) => {
    compiled(core, "core.ts", []);
    compiled(whole, "whole.ts", ["node"]);
  },
};

try {
  let found = {};
  for (const [name, check] of Object.entries(checks)) {
    found = { ...found, ...check(found) };
    console.log(`  ✓ ${name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
