/**
 * PCA of 60,000 x 784 pictures, fit and transform, in float32: both builds beside scikit-learn, what keeps 90 % of
 * the variance, and 87 components by the randomised solvers. The contenders read the same file.
 *
 *   MNIST_DIR=... npx tsx bench/pca.ts [--threads 2] [--json out.json]
 */
import { key } from "../src/core/key.js";
import { tensor } from "../src/core/tensor.js";
import { syntheticDigits } from "../src/data/synthetic/digits.js";
import type { Pca } from "../src/embedding/pca/index.js";
import * as pca from "../src/embedding/pca/index.js";
import { orThrow } from "../src/failure.js";
import { load as loadDigits } from "../src/node/mnist/index.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, tell } from "./figures.js";
import { type Contender, here, race } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";

const builds = await runtimes();
const synthetic = () => syntheticDigits(builds[0]!, key(0));
const { train, notice } = orThrow(await loadDigits({ synthetic })());
if (notice) console.log(notice);
const [n, d] = [train.count, train.height * train.width];
const x = tensor(
  [n, d],
  Float32Array.from(train.images, (grey) => grey / 255),
);

const ninety = (runtime: Runtime): Pca => orThrow(pca.fit(runtime, key(0), x, { components: 0.9 }));
const randomized = (runtime: Runtime): Pca =>
  orThrow(pca.fit(runtime, key(0), x, { components: 87, method: "randomized" }));
const ours = (fit: (runtime: Runtime) => Pca) => (runtime: Runtime) =>
  here(runtime.simd, () => {
    orThrow(pca.transform(runtime, fit(runtime), x));
  });

const { variances, ratios } = ninety(builds[0]!);
const kept = Array.from(ratios).reduce((sum, ratio) => sum + ratio, 0);
console.log(`${variances.length} components keep ${(100 * kept).toFixed(3)} % of the variance`);

const shared = share();
const setUp = `import pca_sklearn as pca\nx = pca.load(${shared.put("images", x)})`;
const figures: Figure[] = [];
for (const [what, statement, fit] of [
  ["PCA(0.90)", "pca.full(x)", ninety],
  ["87, randomised", "pca.randomised(x)", randomized],
] as const) {
  const peer = await python("scikit-learn", setUp, statement);
  const contenders: readonly Contender[] = [...(peer ? [peer] : []), ...builds.map(ours(fit))];
  const timings = await race(contenders, { rounds: 3, seconds: 0.5 });
  peer?.close();
  figures.push({ what, timings });
}
shared.remove();
tell(`PCA, ${n} x ${d}, float32`, figures);
