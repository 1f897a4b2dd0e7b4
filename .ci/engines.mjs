/**
 * The same bits on every engine: a training and an EM fit on the plain kernels of the packed package, in this Node, in
 * Node 22 and in Node 24 (both from the package `node` of the registry), in Deno and Bun, and in a worker of Chromium,
 * bundled. Prints a
 * digest for each, and fails where two differ. Without a Chromium it says so, and fails where CI is set.
 *
 *   npm run engines
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium, chromiumVersion, fromWorker } from "./chromium.mjs";
import { inFolder, installed, pack, ran, run } from "./packed.mjs";

const script = 'import("./digest.js").then(({ digest }) => console.log(process.versions.node, digest))';

const told = (engine, digest, more = "") => {
  console.log(`${engine.padEnd(24)} ${digest} ${more}`.trimEnd());
  return digest;
};

const inNode = (project, command, args) => {
  const [version, digest] = run(command, [...args, "--eval", script], project)
    .trim()
    .split("\n")
    .at(-1)
    .split(" ");
  return told(`Node ${version}`, digest);
};

/** Engines that npm brings too. */
const others = [
  ["Deno", "npx", "--yes", "deno", "run", "--quiet", "--no-prompt", "--allow-all", "other.mjs"],
  ["Bun", "npx", "--yes", "bun", "run", "other.mjs"],
];

const inOther = (project, name, command, args) => {
  if (ran(command, [...args.slice(0, 2), "--version"], project).status !== 0) {
    console.log(`${name}: the registry does not bring it for this machine, so that it was not tried there`);
    return [];
  }
  writeFileSync(join(project, "other.mjs"), 'import("./digest.js").then(({ digest }) => console.log(digest));');
  return [told(name, run(command, args, project).trim().split("\n").at(-1))];
};

/** A stock bundle for browsers: it fails where the library reaches for anything of Node. */
const bundled = async (project) => {
  const outdir = join(project, "bundle");
  await build({
    absWorkingDir: project,
    entryPoints: ["worker.js"],
    outdir,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    logLevel: "warning",
  });
  return outdir;
};

const inChromium = async (project) => {
  if (chromium === undefined) {
    console.log("no Chromium on this machine: not tried there");
    if (process.env.CI) process.exitCode = 1;
    return [];
  }
  const { digest, failure } = await fromWorker(await bundled(project), "worker.js");
  if (failure !== undefined) throw new Error(`in a worker of ${chromiumVersion()}: ${failure}`);
  return [told(chromiumVersion(), digest)];
};

await inFolder(async (folder) => {
  const project = installed(folder, "engines", [pack(folder), "--omit=optional"], ["digest.js", "worker.js"]);
  const digests = [
    ...others.flatMap(([name, command, ...args]) => inOther(project, name, command, args)),
    inNode(project, process.execPath, []),
    ...[22, 24].map((major) => inNode(project, "npx", ["--yes", `--package=node@${major}`, "node"])),
    ...(await inChromium(project)),
  ];
  if (new Set(digests).size > 1) {
    console.error("the plain kernels give other bits on another engine");
    process.exitCode = 1;
  } else console.log("the same bits on every engine");
});
