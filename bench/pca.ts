/**
 * PCA that keeps 90 % of the variance of 60,000 x 784 pictures, fit and transform, in float32: both builds, beside
 * scikit-learn's PCA(0.90), and its randomised solver beside ours. The contenders read the same file.
 *
 *   MNIST_DIR=... npx tsx bench/pca.ts [--threads 2] [--json out.json]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key } from "../src/core/key.js";
import { tensor } from "../src/core/tensor.js";
import { orThrow } from "../src/failure.js";
import { loadDigits, thisMachine } from "../src/io/mnist.js";
import { syntheticDigits } from "../src/io/synthetic/digits.js";
import type { Pca } from "../src/models/pca/model.js";
import { pca } from "../src/models/pca/pca.js";
import { randomisedPca } from "../src/models/pca/randomised.js";
import { transformPca } from "../src/models/pca/transform.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const turns = { rounds: 2, seconds: 0.5 };

const builds = await runtimes();
const synthetic = () => syntheticDigits(builds[0]!, key(0));
const { train, notice } = orThrow(await loadDigits({ ...thisMachine(), synthetic })());
if (notice) console.log(notice);
const [n, d] = [train.count, train.height * train.width];
const x = tensor(
  [n, d],
  Float32Array.from(train.images, (grey) => grey / 255),
);

const fits: Readonly<Record<string, (runtime: Runtime) => Pca>> = {
  full: (runtime) => orThrow(pca(runtime, { keep: { share: 0.9 } })([x])),
  randomised: (runtime) => orThrow(randomisedPca(runtime, key(0), { components: 87, powers: 4 })([x])),
};
const ours = Object.entries(fits).flatMap(([name, modelBy]) =>
  builds.map(
    (runtime): Contender =>
      here(`${name}, ${runtime.simd}`, () => {
        orThrow(transformPca(runtime, modelBy(runtime))(x));
      }),
  ),
);
for (const runtime of builds) {
  const { variances, ratios } = fits["full"]!(runtime);
  const kept = Array.from(ratios).reduce((sum, ratio) => sum + ratio, 0);
  console.log(`${runtime.simd}: ${variances.length} components, ${(100 * kept).toFixed(3)} % of the variance`);
}

const folder = mkdtempSync(join(tmpdir(), "pca-"));
const file = join(folder, "images.f32");
writeFileSync(file, x.data as Float32Array);
const setUp = `
import numpy as np
from sklearn.decomposition import PCA
X = np.fromfile(${JSON.stringify(file)}, 'f').reshape(${n}, ${d})`;
const peers = (
  await Promise.all([
    python("full, scikit-learn", setUp, "PCA(0.90).fit_transform(X)"),
    python("randomised, scikit-learn", setUp, "PCA(87, svd_solver='randomized', random_state=0).fit_transform(X)"),
  ])
).filter((peer) => peer !== undefined);

const timings = await race([...ours, ...peers], turns);
for (const peer of peers) peer.close();
rmSync(folder, { recursive: true });

const rows = timings.map(({ name, median, best }) => {
  const peer = timings.find((timing) => timing.name === `${name.split(",")[0]}, scikit-learn`);
  return [name, median.toFixed(2), best.toFixed(2), peer ? (median / peer.median).toFixed(2) : "-"];
});
console.log(`node ${process.version}; ${n} x ${d}, float32, fit and transform; seconds over ${turns.rounds} turns`);
console.log(table([["", "median", "best", "of scikit-learn"], ...rows]));
writeJson(timings);
