/**
 * The same bits on every engine: a training and an EM fit on the plain kernels, in this Node, in Node 22 and in
 * Node 24 (both from the package `node` of the registry). Prints a digest for each, and fails where two differ.
 *
 *   npm run engines
 */
import { execFileSync } from "node:child_process";

const script = ["--import", "tsx", ".ci/digest.ts"];

const digestOf = (command, args) => {
  const lines = execFileSync(command, [...args, ...script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [version, digest] = lines.trim().split("\n").at(-1).split(" ");
  console.log(`node ${version.padEnd(10)} ${digest}`);
  return digest;
};

const digests = [
  digestOf(process.execPath, []),
  ...[22, 24].map((major) => digestOf("npx", ["--yes", `--package=node@${major}`, "node"])),
];

if (new Set(digests).size > 1) {
  console.error("the plain kernels give other bits on another engine");
  process.exitCode = 1;
} else console.log("the same bits on every engine");
