/**
 * EM of a mixture of ten normals on 60,000 points in 20 dimensions: both builds, beside scikit-learn.
 * Milliseconds an iteration: a fit of 21 iterations less one of 1, by 20, so that start and set-up cancel.
 *
 *   npx tsx bench/mixture.ts [--threads 2] [--json out.json]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key, named } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { tensor } from "../src/core/tensor.js";
import { fitMixture } from "../src/em/mixture/fit.js";
import { type Covariance, covarianceShape, type Mixture } from "../src/em/mixture/mixture.js";
import { type Points, points } from "../src/em/mixture/points.js";
import { sampleMixture } from "../src/em/mixture/sample.js";
import { orThrow } from "../src/failure.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, type Timing, table, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const [n, d, k] = [60_000, 20, 10];
const iterations = { few: 1, many: 21 } as const;
const turns = { rounds: 7, seconds: 0 }; // one fit a turn

/** Clusters like those of principal components: coordinate a has the standard deviation 10 / (a + 1), within and between. */
const truthOf = (runtime: Runtime): Mixture => {
  const scale = (a: number): number => 10 / (a + 1);
  const draw = (name: string, count: number) => normal(runtime, named(key(60), name), [count], "float64").data;
  const [centres, mixing] = [draw("centres", k * d), draw("mixing", k * d * d)];
  const covariances = new Float64Array(k * d * d);
  for (let j = 0; j < k; j++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) {
        let sum = a === b ? d : 0;
        for (let c = 0; c < d; c++) sum += mixing[(j * d + a) * d + c]! * mixing[(j * d + b) * d + c]!;
        covariances[(j * d + a) * d + b] = (scale(a) * scale(b) * sum) / (2 * d);
      }
  return {
    covariance: "full",
    weights: tensor([k], new Float64Array(k).fill(1 / k)),
    means: tensor(
      [k, d],
      Float64Array.from(centres, (m, i) => m * scale(i % d)),
    ),
    covariances: tensor(covarianceShape("full", { k, d }), covariances),
  };
};

const ours = (runtime: Runtime, set: Points, covariance: Covariance, count: number): Contender =>
  here(`${runtime.simd} ${count}`, () => {
    const stop = { iterations: count, tolerance: null };
    orThrow(fitMixture(runtime, key(1), set, { components: k, covariance, start: "random", stop }));
  });

const sklearnNames = { full: "full", tied: "tied", diagonal: "diag", spherical: "spherical" };

const sklearn = (file: string, covariance: Covariance, count: number) => {
  const setUp = `
import warnings
import numpy as np
from sklearn.mixture import GaussianMixture
warnings.simplefilter("ignore")
x = np.fromfile("${file}").reshape(${n}, ${d})`;
  const model = `GaussianMixture(${k}, covariance_type="${sklearnNames[covariance]}", tol=0, max_iter=${count}, init_params="random_from_data", random_state=0)`;
  return python(`scikit-learn ${count}`, setUp, `${model}.fit(x)`);
};

/** Milliseconds an iteration, by medians and by the best turns. */
const perIteration = (timings: readonly Timing[], name: string) => {
  const of = (count: number): Timing => timings.find((timing) => timing.name === `${name} ${count}`)!;
  const [few, many] = [of(iterations.few), of(iterations.many)];
  const each = (seconds: number): number => (1000 * seconds) / (iterations.many - iterations.few);
  return { median: each(many.median - few.median), best: each(many.best - few.best) };
};

const builds = await runtimes();
const x = orThrow(sampleMixture(builds[0]!, key(61), truthOf(builds[0]!), n)).x;
const set = orThrow(points(x));
const folder = mkdtempSync(join(tmpdir(), "mixture-"));
const file = join(folder, "x.f64");
writeFileSync(file, Float64Array.from(x.data));

const results: { covariance: Covariance; name: string; median: number; best: number }[] = [];
for (const covariance of ["full", "tied", "diagonal", "spherical"] as const) {
  const counts = [iterations.few, iterations.many];
  const peers = (await Promise.all(counts.map((count) => sklearn(file, covariance, count)))).filter(
    (peer) => peer !== undefined,
  );
  const mine = builds.flatMap((runtime) => counts.map((count) => ours(runtime, set, covariance, count)));
  const timings = await race([...mine, ...peers], turns);
  for (const peer of peers) peer.close();
  const names = [...builds.map(({ simd }): string => simd), ...(peers.length > 0 ? ["scikit-learn"] : [])];
  for (const name of names) results.push({ covariance, name, ...perIteration(timings, name) });
}
rmSync(folder, { recursive: true });

const names = [...new Set(results.map(({ name }) => name))];
if (!names.includes("scikit-learn")) console.log("scikit-learn: skipped: no Python with it; set PYTHON");
console.log(
  `node ${process.version}; ${k} components, ${n} x ${d}; ms an iteration: median of ${turns.rounds} turns (best)`,
);
const rows = [...new Set(results.map(({ covariance }) => covariance))].map((covariance) => {
  const of = (name: string) => results.find((result) => result.covariance === covariance && result.name === name);
  const peer = of("scikit-learn");
  return [
    covariance,
    ...names.map((name) => {
      const { median, best } = of(name)!;
      const ratio = peer && name !== "scikit-learn" ? ` x${(peer.median / median).toFixed(1)}` : "";
      return `${median.toFixed(1)} (${best.toFixed(1)})${ratio}`;
    }),
  ];
});
console.log(table([["covariance", ...names], ...rows]));
writeJson(results);
