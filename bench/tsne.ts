/**
 * t-SNE: both builds beside scikit-learn's Barnes-Hut approximation, from the same start and with the same
 * schedule: 2,000 points and 1,000 iterations, ours by all pairs and by the tree; 10,000 points and the first 250
 * iterations, by the tree. KL of every map exactly, all pairs of it, while they are few. Then an iteration of either
 * method of ours by the number of points.
 *
 *   MNIST_DIR=... npx tsx bench/tsne.ts [--threads 2] [--json out.json]
 *
 * The points are the first 10 principal components of MNIST's first digits, else of drawn ones.
 */

import { readFileSync } from "node:fs";
import { key } from "../src/core/key.js";
import { uniform } from "../src/core/random.js";
import { type Tensor, tensor } from "../src/core/tensor.js";
import { syntheticDigits } from "../src/data/synthetic/digits.js";
import * as pca from "../src/embedding/pca/index.js";
import { affinities, joint } from "../src/embedding/tsne/affinities.js";
import type { TsneMethod } from "../src/embedding/tsne/checks.js";
import { advance, motion, rest } from "../src/embedding/tsne/descent.js";
import { fit } from "../src/embedding/tsne/fit.js";
import { barnesHut, divergence, exact, workspaceFor } from "../src/embedding/tsne/forces.js";
import { rescale } from "../src/embedding/tsne/initialization.js";
import { floats, putPoints } from "../src/embedding/tsne/memory.js";
import { neighbours } from "../src/embedding/tsne/neighbours.js";
import type { TsnePhase } from "../src/embedding/tsne/options.js";
import { orThrow } from "../src/failure.js";
import * as npy from "../src/formats/npy/index.js";

import { load as loadDigits } from "../src/node/mnist/index.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, rowsOf, write } from "./figures.js";
import { type Contender, here, race, table } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";

const perplexity = 15;
const features = 10;
const early: TsnePhase = { iterations: 250, exaggeration: 12, momentum: 0.5 };
const late: TsnePhase = { iterations: 750, exaggeration: 1, momentum: 0.8 };

const builds = await runtimes();
const fastest = builds[0]!;
const synthetic = () => syntheticDigits(fastest, key(0));
const { train, notice } = orThrow(await loadDigits({ synthetic })());
if (notice) console.log(notice);
const shared = share();

/** The first principal components of the first n digits. */
const digits = (n: number): Tensor => {
  const pixels = train.height * train.width;
  const grey = Float64Array.from(train.images.subarray(0, n * pixels), (value) => value / 255);
  const x = tensor([n, pixels], grey);
  return orThrow(pca.transform(fastest, orThrow(pca.fit(fastest, key(0), x, { components: features })), x));
};

const firstTwo = ({ shape, data }: Tensor): Tensor =>
  tensor(
    [shape[0]!, 2],
    Float64Array.from({ length: 2 * shape[0]! }, (_, i) => data[(i >> 1) * features + (i % 2)]!),
  );

interface Run {
  readonly n: number;
  readonly phases: readonly TsnePhase[];
  readonly methods: readonly TsneMethod[];
  readonly rounds: number;
}

const measure = async ({ n, phases, methods, rounds }: Run) => {
  const x = digits(n);
  const start = orThrow(rescale(firstTwo(x)));
  const iterations = phases.reduce((sum, phase) => sum + phase.iterations, 0);
  const map = shared.path("map");
  const peer = await python(
    "scikit-learn",
    `import tsne_sklearn as tsne\nx, start = tsne.load(${shared.put("x", x)}), tsne.load(${shared.put("start", start)})`,
    `tsne.fit_into(${JSON.stringify(map)}, x, start, ${perplexity}, ${iterations})`,
  );
  const maps = new Map<string, Tensor>();
  const ours = (runtime: Runtime) => (method: TsneMethod) => {
    const name = `${runtime.simd}, ${method}`;
    return here(name, () => {
      maps.set(name, orThrow(fit(runtime, key(0), x, { perplexity, initialization: start, phases, method })).positions);
    });
  };
  const contenders: readonly Contender[] = [
    ...(peer ? [peer] : []),
    ...builds.flatMap((runtime) => methods.map(ours(runtime))),
  ];
  const timings = await race(contenders, { rounds, seconds: 0 });
  peer?.close();
  if (peer) {
    const { shape, data } = orThrow(npy.decode(readFileSync(map)));
    maps.set(peer.name, tensor(shape, Float64Array.from(data as Float64Array)));
  }
  const p = n <= 2000 ? orThrow(affinities(fastest, x, { perplexity })).p : undefined;
  const kls = timings.map(({ name }) => (p ? orThrow(divergence(fastest, p, maps.get(name)!)).kl : undefined));
  return { what: `${n} x ${features}, ${iterations} iterations`, timings, kls };
};

/** Iterations of a map that fills a disc, as maps do in the end. */
const iterationsOf = (n: number) => {
  const x = digits(n);
  const draws = uniform(fastest, key(1), [n, 2], "float64").data;
  const disc = Float64Array.from({ length: 2 * n }, (_, at) => {
    const [radius, angle] = [Math.sqrt(n * draws[at & ~1]!), 2 * Math.PI * draws[at | 1]!];
    return 0.7 * radius * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return (["exact", "barnesHut"] as const).map((method) => {
    const own = floats(fastest.workspace(), "float32");
    const forces =
      method === "exact"
        ? exact(own, joint(own, x, perplexity).p)
        : barnesHut(own, neighbours(own, x, perplexity), n, 0.5);
    const on = workspaceFor(own, forces, putPoints(own, tensor([n, 2], disc)));
    const moving = motion(own, 2 * on.y.stride);
    rest(own, 2 * on.y.stride, moving);
    return here(method, () => advance(on, moving, { rate: 1e-3, momentum: 0, exaggeration: 1 }));
  });
};

const figures: (Figure & { readonly kls?: readonly (number | undefined)[] })[] = [];
for (const run of [
  { n: 2000, phases: [early, late], methods: ["exact", "barnesHut"], rounds: 2 },
  { n: 10_000, phases: [early], methods: ["barnesHut"], rounds: 1 },
] satisfies readonly Run[])
  figures.push(await measure(run));
shared.remove();
for (const n of [300, 500, 1000, 3000, 10_000]) {
  const timings = await race(iterationsOf(n), { rounds: 5, seconds: 0.2 });
  figures.push({ what: `${n} points, an iteration, ${fastest.simd}`, timings });
}
const [head, ...rows] = rowsOf(`t-SNE, perplexity ${perplexity}`, figures);
const kls = figures.flatMap((figure) => figure.kls ?? figure.timings.map(() => undefined));
console.log(table([[...head!, "KL"], ...rows.map((row, i) => [...row, kls[i]?.toFixed(4) ?? ""])]));
write(figures);
