/**
 * A Gaussian kernel density estimate, all pairs: both builds, beside NumPy's direct sum and scikit-learn.
 * The contenders work on the same numbers, in a file, and their mean log-densities are compared first.
 *
 *   npx tsx bench/kde.ts [--threads 2] [--json out.json]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { function as F } from "fp-ts";
import { key, named } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { type Tensor, tensor } from "../src/core/tensor.js";
import { orThrow } from "../src/failure.js";
import { logDensityKde } from "../src/models/kde/density.js";
import { kde } from "../src/models/kde/kde.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const n = 10_000;
const turns = { rounds: 5, seconds: 0.3 };

/** Two clouds in the plane. */
const clouds = (runtime: Runtime, name: string): Tensor => {
  const { data } = normal(runtime, named(key(0), name), [n, 2], "float64");
  const moved = Float64Array.from(data, (x, at) => x + (at % 2 === 0 ? (at < n ? -2 : 2) : 0.4 * data[at - 1]!));
  return tensor([n, 2], moved);
};

const setUp = (file: string) => `
import numpy as np
from sklearn.neighbors import KernelDensity
X, Q = np.fromfile(${JSON.stringify(file)}).reshape(2, ${n}, 2)
k = KernelDensity(kernel="gaussian", bandwidth=1.0).fit(X)
def direct(block=500):
    out, xx = np.empty(len(Q)), (X * X).sum(1)
    for i in range(0, len(Q), block):
        q = Q[i:i + block]
        D = q @ X.T
        D *= 2
        D -= xx
        D -= (q * q).sum(1)[:, None]
        D *= .5
        top = D.max(1)
        D -= top[:, None]
        np.exp(D, out=D)
        out[i:i + block] = np.log(D.sum(1)) + top
    return out - np.log(len(X) * 2 * np.pi)
`;

const builds = await runtimes();
const [points, queries] = [clouds(builds[0]!, "points"), clouds(builds[0]!, "queries")];
const folder = mkdtempSync(join(tmpdir(), "kde-"));
const file = join(folder, "points-queries.f64");
writeFileSync(file, Float64Array.from([...points.data, ...queries.data]));

const estimate = orThrow(kde({ shape: "gaussian", bandwidth: 1 })(points));
const ours = (runtime: Runtime): Contender =>
  here(runtime.simd, () => {
    orThrow(logDensityKde(runtime, estimate)(queries));
  });

const mean = (runtime: Runtime): number =>
  F.pipe(orThrow(logDensityKde(runtime, estimate)(queries)), ({ data }) =>
    Array.from(data).reduce((sum, x) => sum + x / n, 0),
  );
for (const runtime of builds) console.log(`${runtime.simd}: mean log-density ${mean(runtime)}`);

// a peer that disagrees does not take part
const agreed = (body: string) => `assert abs(${body}.mean() - ${mean(builds[0]!)}) < 1e-9`;
const peers = (
  await Promise.all([
    python("numpy", `${setUp(file)}\n${agreed("direct()")}`, "direct()"),
    python("scikit-learn", `${setUp(file)}\n${agreed("k.score_samples(Q)")}`, "k.score_samples(Q)"),
  ])
).filter((peer) => peer !== undefined);

const timings = await race([...builds.map(ours), ...peers], turns);
for (const peer of peers) peer.close();
rmSync(folder, { recursive: true });

const rows = timings.map(({ name, median, best }) => [
  name,
  median.toFixed(3),
  best.toFixed(3),
  ((best / n / n) * 1e9).toFixed(2),
  ...["numpy", "scikit-learn"].map((other) => {
    const peer = timings.find((timing) => timing.name === other);
    return peer ? `${(median / peer.median).toFixed(2)}` : "-";
  }),
]);
console.log(`node ${process.version}; ${n} queries on ${n} points, 2-D; seconds over ${turns.rounds} turns`);
console.log(table([["", "median", "best", "ns a pair", "of numpy", "of scikit-learn"], ...rows]));
writeJson(timings);
