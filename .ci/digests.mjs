/**
 * Digests of what every program finds with --quick on the plain build: its metrics, its figures, and every number that
 * it writes (arrays, weights, tables). Plain kernels give the same bits on every engine, so a digest that changes is a
 * result that changed.
 *
 *   node .ci/digests.mjs                   compares with .ci/digests.json; exit code 1 where one differs
 *   node .ci/digests.mjs --write           writes them anew: for a change that means to change numbers
 *   node .ci/digests.mjs NAME...           only the programs so named
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

/** A command line a row; {kept} is a folder of checkpoints, {model} those of an earlier row. */
const runs = [
  ["em-face", ["", "--height 60 --width 40", "--hard --restarts 2 --checkpoint {kept}"]],
  [
    "vae-mnist",
    [
      "--checkpoint {kept}",
      "--preset kuznetsov --loss mse",
      "--preset tinkoff",
      "--preset tinkoff --conv",
      "--preset habr --checkpoint {kept}",
      "--preset edu --latent 24 --interpolate 7 6",
      "--preset edu --kl-only --optimizer rmsprop",
    ],
  ],
  ["autoencoder", ["--checkpoint {kept}", "--denoise", "--sparse l1", "--sparse kl"]],
  ["cvae-mnist", ["--network light --checkpoint {kept}"]],
  [
    "aae-mnist",
    ["--network light", "--network light --prior grid", "--network light --disentangle", "--semi-supervised 100"],
  ],
  ["conditional-toy", ["--checkpoint {kept}"]],
  ["density", ["", "--covariance diagonal --floor 0 --start random", "--kernel epanechnikov --bandwidth scott"]],
  ["pca-denoise", ["", "--method randomised --components 20"]],
  ["latent", ["--checkpoint {vae-mnist}"]],
];

const [write, names] = [
  process.argv.includes("--write"),
  process.argv.slice(2).filter((name) => !name.startsWith("-")),
];
const list = new URL("./digests.json", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "digests-"));
const offline = "data:text/javascript,globalThis.fetch = () => Promise.reject(new TypeError('there is no network'))";
const env = { ...process.env, XDG_CACHE_HOME: folder, HOME: folder, LOCALAPPDATA: folder };
delete env.MNIST_DIR;

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** The tensors of a safetensors file by name, without the words of its header. */
const tensorsOf = (bytes) => {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString());
  const lines = Object.entries(tensors).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => [name, dtype, shape, digest(bytes.subarray(8 + length + from, 8 + length + to))].join(" "),
  );
  return lines.sort().join("\n");
};

const contentOf = (path) => {
  const bytes = readFileSync(path);
  return path.endsWith(".safetensors") ? tensorsOf(bytes) : bytes;
};

const pictures = new Set([".png", ".gif", ".svg"]);

const numbersBelow = (top) =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !pictures.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const run = (program, argv, out, kept) => {
  const json = `${out}.json`;
  const args = [...argv, "--quick", "--quiet", "--simd", "plain", "--out", out, "--json", json];
  const command = ["--import", "tsx", "--import", offline, `examples/${program}.ts`, ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${argv.join(" ")}: exit code ${status}\n${stderr}`);
  const { metrics, figures, files } = JSON.parse(readFileSync(json, "utf8"));
  const written = argv.includes("--checkpoint") && program !== "latent" ? [out, kept] : [out];
  return {
    record: digest(JSON.stringify({ metrics, figures })),
    files: digest(
      files
        .map((path) => path.slice(out.length))
        .sort()
        .join("\n"),
    ),
    ...Object.fromEntries(
      written.flatMap((top) => numbersBelow(top).map((path) => [path.slice(top.length + 1), digest(contentOf(path))])),
    ),
  };
};

const found = {};
const models = {};
for (const [program, lines] of runs) {
  if (names.length > 0 && !names.includes(program) && !(program === "vae-mnist" && names.includes("latent"))) continue;
  for (const [k, line] of lines.entries()) {
    const kept = join(folder, `${program}-${k}-kept`);
    if (k === 0) models[program] = kept;
    const argv = line.split(" ").filter(Boolean);
    const filled = argv.map((word) => word.replace("{kept}", kept).replace(/^\{(.*)\}$/, (_, name) => models[name]));
    found[`${program} ${line}`.trim()] = run(program, filled, join(folder, `${program}-${k}`), kept);
    console.log(`${program} ${line}`);
  }
}
rmSync(folder, { recursive: true });

const compared = (before, after, run) => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => `${run}: ${key}: ${before[key] ?? "nothing"} before, ${after[key] ?? "nothing"} now`);
};

if (write) {
  writeFileSync(list, `${JSON.stringify(found, null, 2)}\n`);
} else {
  const known = JSON.parse(readFileSync(list, "utf8"));
  const differences = Object.entries(found).flatMap(([run, after]) => compared(known[run] ?? {}, after, run));
  console.log(differences.length === 0 ? "the same digests" : differences.join("\n"));
  process.exitCode = differences.length === 0 ? 0 : 1;
}
