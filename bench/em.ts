/**
 * EM of the hidden template on 1,000 images of 100 x 200 with a face of 73 columns: one iteration, and the preparation
 * that comes before the first, beside NumPy with the same algorithm. Both turn the same images.
 *
 *   npx tsx bench/em.ts [--threads 2] [--json out.json]
 */
import { key } from "../src/core/key.js";
import { drawScene } from "../src/data/synthetic/scene/index.js";
import { iterate } from "../src/em/fold.js";
import { framesOf, prepare } from "../src/em/template/frames.js";
import { type Images, images, randomStart } from "../src/em/template/index.js";
import { pivotOf, templateLatent } from "../src/em/template/model.js";
import { orThrow } from "../src/failure.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, tell } from "./figures.js";
import { type Contender, here, race } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";

const extents = { height: 100, width: 200, faceHeight: 100, faceWidth: 73 };

const iteration = (runtime: Runtime, set: Images): Contender => {
  const workspace = runtime.workspace();
  const pivot = pivotOf(set);
  const model = templateLatent(workspace, { extents, pivot, hard: false });
  const next = iterate(model, [prepare(workspace, set, pivot)]);
  const start = orThrow(randomStart(runtime, key(0), extents));
  return here(runtime.simd, () => next({ theta: start, trace: [] }));
};

const preparation = (runtime: Runtime, set: Images): Contender => {
  const workspace = runtime.workspace();
  const { arena } = workspace;
  const stack = { shape: [set.height, set.width, set.count], data: set.data };
  return here(runtime.simd, () => {
    const checked = orThrow(images(stack));
    arena.scope(() => framesOf(workspace, checked, pivotOf(checked)));
  });
};

const builds = await runtimes();
const scene = drawScene(builds[0]!, key(0), 1000).images;
const set = orThrow(images(scene));
const shared = share();
const setUp = `
import em_spectral as em
import numpy as np
X = np.load(${shared.putBytes("images", scene.shape, scene.data)}).astype(float)
Z, squares = em.prepare(X)
theta = em.start()`;

const figures: Figure[] = [];
for (const [what, statement, ours] of [
  ["an iteration", "em.iterate(X, Z, squares, *theta)", iteration],
  ["preparation", "em.prepare(X)", preparation],
] as const) {
  const peer = await python("NumPy", setUp, statement);
  const contenders = [...(peer ? [peer] : []), ...builds.map((runtime) => ours(runtime, set))];
  const timings = await race(contenders, { rounds: 9, seconds: 0.2 });
  peer?.close();
  figures.push({ what, timings });
}
shared.remove();
tell("1,000 images of 100 x 200, w = 73", figures);
