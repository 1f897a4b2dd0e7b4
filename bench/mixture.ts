/**
 * EM of a mixture of ten normals on 60,000 points in 20 dimensions: both builds, beside scikit-learn.
 * Milliseconds an iteration: a fit of 21 iterations less one of 1, by 20, so that start and set-up cancel.
 *
 *   npx tsx bench/mixture.ts [--threads 2] [--json out.json]
 */
import { key, named } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { tensor } from "../src/core/tensor.js";
import { fit } from "../src/em/mixture/fit.js";
import { type Points, points } from "../src/em/mixture/points.js";
import { sample } from "../src/em/mixture/sample.js";
import { type Covariance, covarianceShape, type Mixture } from "../src/em/mixture/theta.js";
import { orThrow } from "../src/failure.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, tell } from "./figures.js";
import { type Contender, here, race } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";

const [n, d, k] = [60_000, 20, 10];
const [few, many] = [1, 21];

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

const ours = (runtime: Runtime, set: Points, covariance: Covariance, iterations: number): Contender =>
  here(runtime.simd, () => {
    orThrow(fit(runtime, key(1), set, { components: k, covariance, start: "random", iterations, tolerance: null }));
  });

const sklearnNames = { full: "full", tied: "tied", diagonal: "diag", spherical: "spherical" };

const sklearn = (file: string, covariance: Covariance, iterations: number) =>
  python(
    "scikit-learn",
    `import mixture_sklearn as mixture\nx = mixture.load(${file})`,
    `mixture.fit(x, ${k}, ${JSON.stringify(sklearnNames[covariance])}, ${iterations})`,
  );

/** One iteration as a contender: the longer fit less the shorter one, in the same turn. */
const iteration = (short: Contender, long: Contender): Contender => ({
  ...short,
  turn: async (times) => ((await long.turn(times)) - (await short.turn(times))) / (many - few),
});

const builds = await runtimes();
const { x } = orThrow(sample(builds[0]!, key(61), truthOf(builds[0]!), { count: n }));
const set = orThrow(points(x));
const shared = share();
const file = shared.put("x", x);

const figures: Figure[] = [];
for (const covariance of ["full", "tied", "diagonal", "spherical"] as const) {
  const [short, long] = await Promise.all([few, many].map((count) => sklearn(file, covariance, count)));
  const mine = builds.map((runtime) =>
    iteration(ours(runtime, set, covariance, few), ours(runtime, set, covariance, many)),
  );
  const contenders = [...(short && long ? [iteration(short, long)] : []), ...mine];
  const timings = await race(contenders, { rounds: 5, seconds: 0 }); // one fit of each length a turn
  short?.close();
  long?.close();
  figures.push({ what: covariance, timings });
}
shared.remove();
tell(`EM, ${k} components, ${n} x ${d}, an iteration`, figures);
