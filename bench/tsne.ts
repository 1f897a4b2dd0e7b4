/**
 * t-SNE: both builds beside scikit-learn's Barnes-Hut approximation, from the same start and with the same
 * schedule; KL of both maps exactly, all pairs of them.
 *
 * The points are the first 10 principal components of MNIST's first digits where MNIST_DIR names its folder, else
 * blobs. `--large` adds 10,000 points and 250 iterations, where the pairs are twenty-five times as many.
 *
 *   npx tsx bench/tsne.ts [--large] [--threads 2] [--json out.json]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { type Tensor, tensor } from "../src/core/tensor.js";
import { orThrow } from "../src/failure.js";
import { affinities } from "../src/models/tsne/affinities.js";
import { tsne } from "../src/models/tsne/fit.js";
import { divergence } from "../src/models/tsne/gradient.js";
import type { Phase } from "../src/models/tsne/options.js";
import { scaledStart } from "../src/models/tsne/start.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

interface Run {
  readonly n: number;
  readonly phases: readonly Phase[];
  readonly rounds: number;
}

const early: Phase = { iterations: 250, exaggeration: 12, momentum: 0.5 };
const late: Phase = { iterations: 750, exaggeration: 1, momentum: 0.8 };
const runs: readonly Run[] = [
  { n: 2000, phases: [early, late], rounds: 3 },
  ...(process.argv.includes("--large") ? [{ n: 10_000, phases: [early], rounds: 1 }] : []),
];

const perplexity = 15;
const features = 10;

const builds = await runtimes();
const folder = mkdtempSync(join(tmpdir(), "tsne-"));
const images = process.env["MNIST_DIR"] && join(process.env["MNIST_DIR"], "train-images-idx3-ubyte.gz");
const [points, map] = [join(folder, "points"), join(folder, "map")];

const read = (path: string, columns: number): Tensor => {
  const bytes = readFileSync(path);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return tensor([values.length / columns, columns], values);
};

/** Ten blobs, 8 deviations apart. */
const blobs = (n: number): Float64Array =>
  Float64Array.from(normal(builds[0]!, key(1), [n, features], "float64").data, (value, at) =>
    at % features === Math.floor(at / features) % features ? value + 8 : value,
  );

/** Leaves the points in their file, where the digits are read; their number is all that is asked of them. */
const sklearn = ({ n, phases }: Run) => {
  const digits = images && existsSync(images) ? JSON.stringify(images) : "None";
  const iterations = phases.reduce((sum, phase) => sum + phase.iterations, 0);
  const setUp = `
import gzip, numpy as np
from sklearn.manifold import TSNE
if ${digits}:
    pixels = np.frombuffer(gzip.open(${digits}).read(16 + 784 * ${n}), np.uint8, offset=16).reshape(-1, 784) / 255
    pixels -= pixels.mean(0)
    u, s, _ = np.linalg.svd(pixels, full_matrices=False)
    (u * s)[:, :${features}].tofile("${points}")
x = np.fromfile("${points}").reshape(-1, ${features})
init = x[:, :2] / np.std(x[:, 0]) * 1e-4
fit = lambda: TSNE(perplexity=${perplexity}, n_iter=${iterations}, init=init, learning_rate="auto").fit_transform(x)`;
  return python("scikit-learn", setUp, `fit().astype("d").tofile("${map}")`);
};

interface Result {
  readonly n: number;
  readonly name: string;
  readonly seconds: number;
  readonly best: number;
  readonly ratio: number;
  readonly kl: number;
}

const measure = async (run: Run): Promise<readonly Result[]> => {
  writeFileSync(points, blobs(run.n));
  const peer = await sklearn(run);
  const x = read(points, features);
  const firstTwo = Float64Array.from({ length: 2 * run.n }, (_, i) => x.data[(i >> 1) * features + (i % 2)]!);
  const start = scaledStart(tensor([run.n, 2], firstTwo));
  const maps = new Map<string, Tensor>();
  const ours = (runtime: Runtime): Contender =>
    here(runtime.simd, () => {
      const fit = tsne(runtime, key(0), x, { perplexity, start, phases: run.phases });
      maps.set(runtime.simd, orThrow(fit).positions);
    });
  const timings = await race([...(peer ? [peer] : []), ...builds.map(ours)], { rounds: run.rounds, seconds: 0.1 });
  peer?.close();
  if (peer) maps.set(peer.name, read(map, 2));
  const { p } = orThrow(affinities(builds[0]!, x, perplexity));
  return timings.map(({ name, median, best, ratio }) => {
    const { kl } = divergence(builds[0]!, p, maps.get(name)!);
    return { n: run.n, name, seconds: median, best, ratio, kl };
  });
};

const results: Result[] = [];
for (const run of runs) results.push(...(await measure(run)));
rmSync(folder, { recursive: true });

console.log(`node ${process.version}; ${images ? "MNIST" : "blobs"} x ${features}, perplexity ${perplexity}`);
if (!results.some(({ name }) => name === "scikit-learn")) console.log("scikit-learn: skipped; set PYTHON");
const rows = results.map(({ n, name, seconds, best, ratio, kl }) => [
  `${name}, ${n} points`,
  `${best.toFixed(2)} (${seconds.toFixed(2)})`,
  ratio.toFixed(2),
  kl.toFixed(4),
]);
console.log(table([["", "s, best (median)", "of the first", "KL"], ...rows]));
writeJson(results);
