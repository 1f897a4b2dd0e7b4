/**
 * A Gaussian kernel density estimate, all pairs of 10,000 queries and 10,000 points in the plane: both builds, beside
 * NumPy's direct sum and scikit-learn. The contenders work on the same numbers, and a peer whose mean log-density is
 * another does not take part.
 *
 *   npx tsx bench/kde.ts [--threads 2] [--json out.json]
 */
import { key, named } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { type Tensor, tensor } from "../src/core/tensor.js";
import * as kde from "../src/density/kde/index.js";
import { orThrow } from "../src/failure.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { tell } from "./figures.js";
import { type Contender, here, race } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";

const n = 10_000;

/** Two clouds in the plane. */
const clouds = (runtime: Runtime, name: string): Tensor => {
  const { data } = normal(runtime, named(key(0), name), [n, 2], "float64");
  const moved = Float64Array.from(data, (x, at) => x + (at % 2 === 0 ? (at < n ? -2 : 2) : 0.4 * data[at - 1]!));
  return tensor([n, 2], moved);
};

const builds = await runtimes();
const [points, queries] = [clouds(builds[0]!, "points"), clouds(builds[0]!, "queries")];
const estimate = orThrow(kde.fit(points, { kernel: "gaussian", bandwidth: 1 }));
const ours = (runtime: Runtime): Contender =>
  here(runtime.simd, () => {
    orThrow(kde.logDensity(runtime, estimate, queries));
  });

const { data } = orThrow(kde.logDensity(builds[0]!, estimate, queries));
const mean = Array.from(data).reduce((sum, x) => sum + x / n, 0);
const shared = share();
const setUp = `
import kde_sklearn as kde
x, q, estimate = kde.prepare(${shared.put("points", points)}, ${shared.put("queries", queries)})`;
const peer = (name: string, body: string) =>
  python(name, `${setUp}\nassert abs(${body}.mean() - ${mean}) < 1e-9`, body);
const peers = await Promise.all([peer("NumPy", "kde.direct(x, q)"), peer("scikit-learn", "estimate.score_samples(q)")]);
const present = peers.filter((contender) => contender !== undefined);

const timings = await race([...present, ...builds.map(ours)], { rounds: 5, seconds: 0.3 });
for (const { close } of present) close();
shared.remove();
tell(`KDE, ${n} on ${n}`, [{ what: "gaussian", timings }]);
