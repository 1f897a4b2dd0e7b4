/** The package as a stranger gets it: packed as for a release, installed from the tarball into an empty folder. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The checkout. */
export const root = dirname(here);

/** Runs a command to its end, with more variables in its environment. */
export const ran = (command, args, cwd, env = {}) =>
  spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    shell: /^np[mx]$/.test(command) && process.platform === "win32",
  });

/** Runs a command that must end well, and gives what it printed. */
export const run = (command, args, cwd, env) => {
  const { status, stdout, stderr, error } = ran(command, args, cwd, env);
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
  return stdout;
};

/** Runs `use` with an empty folder, which is removed afterwards. */
export const inFolder = async (use) => {
  const folder = mkdtempSync(join(tmpdir(), "elbo-package-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};

/** Packs the checkout into `folder`: the path of the tarball. */
export const pack = (folder) => {
  run("npm", ["pack", "--pack-destination", folder], root);
  const [tarball, ...more] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  assert.equal(more.length, 0);
  return join(folder, tarball);
};

/** An empty project in `folder` with some packages installed and some files of consumer/ in it: its path. */
export const installed = (folder, name, packages, files) => {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", ...packages], project);
  for (const file of files) cpSync(join(here, "consumer", file), join(project, file));
  return project;
};
