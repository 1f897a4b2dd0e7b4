/**
 * EM of the hidden template on 1,000 images of 100 x 200 with a face of 73 columns: one iteration, and the preparation
 * that comes before the first, beside NumPy with the same algorithm. Both turn the same images.
 *
 *   npx tsx bench/em.ts [--threads 2] [--json out.json]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key } from "../src/core/key.js";
import { iterate } from "../src/em/fold.js";
import { resident } from "../src/em/template/batch.js";
import { framesOf } from "../src/em/template/frames.js";
import { type Images, images, randomStart, templateModel } from "../src/em/template/index.js";
import { pivotOf } from "../src/em/template/steps.js";
import { orThrow } from "../src/failure.js";
import { writeAtomically } from "../src/io/file.js";
import { drawScene } from "../src/io/synthetic/scene/scene.js";
import { encodeNpy, ndarray } from "../src/node.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, timingHead, timingRows, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const extents = { height: 100, width: 200, faceHeight: 100, faceWidth: 73 };

const iteration = (runtime: Runtime, set: Images): Contender => {
  const workspace = runtime.workspace();
  const pivot = pivotOf(set);
  const model = templateModel(workspace, { extents, pivot, hard: false });
  const next = iterate(model, [resident(workspace, set, pivot)]);
  const start = randomStart(runtime, extents, key(0));
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

const folder = mkdtempSync(join(tmpdir(), "elbo-bench-"));
const file = join(folder, "images.npy");
const setUp = `
import em_spectral as em, numpy as np
X = np.load(${JSON.stringify(file)}).astype(float)
Z, squares = em.prepare(X)
theta = em.start()`;

const builds = await runtimes();
const scene = drawScene(builds[0]!, key(0), 1000);
const set = orThrow(images(scene.images));
orThrow(await writeAtomically(file, encodeNpy(ndarray("uint8", scene.images.shape, scene.images.data)))());

const rows: (readonly string[])[] = [timingHead("1,000 images of 100 x 200, w = 73")];
const results: unknown[] = [];
for (const [what, statement, ours] of [
  ["an iteration", "em.iterate(X, Z, squares, *theta)", iteration],
  ["preparation", "em.prepare(X)", preparation],
] as const) {
  const peer = await python("NumPy", setUp, statement);
  const contenders = [...(peer ? [peer] : []), ...builds.map((runtime) => ours(runtime, set))];
  const timings = await race(contenders, { rounds: 9, seconds: 0.2 });
  peer?.close();
  rows.push(...timingRows(what, timings));
  results.push({ what, timings });
}
rmSync(folder, { recursive: true });
console.log(table(rows));
writeJson(results);
