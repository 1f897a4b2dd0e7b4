/**
 * Training of the dense VAE cs236781 (784-256-10, Adam, batches of 128 in a new order each epoch): a step beside
 * PyTorch's as most people write it and as one who tunes it does, on the same pictures, and beside jax-js's; and an epoch
 * of a fit (shuffling, gathering bytes, events) beside its steps alone.
 *
 *   MNIST_DIR=... npx tsx bench/vae.ts [--threads 2] [--json out.json]
 *
 * Without MNIST_DIR on drawn digits. JAX_JS=folder: where the package @jax-js/jax is installed.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key } from "../src/core/key.js";
import { orThrow } from "../src/failure.js";
import type { LabelledImages } from "../src/io/labelledImages.js";
import { readImageSet } from "../src/io/mnist/readImageSet.js";
import { ndarray } from "../src/io/ndarray.js";
import { encodeNpy } from "../src/io/npy.js";
import { syntheticDigits } from "../src/io/synthetic/digits.js";
import { cs236781, type Objective, vae } from "../src/models/index.js";
import { orderOf, placeExamples, rangesOf } from "../src/train/data.js";
import { begin, type Examples, fitSteps, pictures } from "../src/train/index.js";
import { holdTraining } from "../src/train/resident.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, timingHead, timingRows, writeJson } from "./harness.js";
import { jaxStep } from "./jax.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const { model, optimizer, batch } = cs236781([28, 28]);
const objective: Objective = orThrow(vae(model));

const builds = await runtimes();
const folder = process.env["MNIST_DIR"];
const digits: LabelledImages = (folder ? orThrow(await readImageSet(folder)()) : syntheticDigits(builds[0]!, key(0)))
  .train;
const all = pictures(digits);

/** The pictures of a hundred batches. */
const count = 100 * batch;
const bytes = digits.images.subarray(0, count * 784);
const hundred = pictures({ ...digits, images: bytes });

/** Steps over gathered batches, as `fit` makes them, without anything around them. */
const steps = (runtime: Runtime, data: Examples, times: number): (() => void) => {
  const workspace = runtime.workspace();
  const { gather, arrange } = placeExamples(workspace, data);
  const training = holdTraining(workspace, objective, optimizer, begin(runtime, objective, optimizer, key(0)));
  const batches = (function* () {
    for (let epoch = 0; ; epoch++) {
      arrange(orderOf(key(1), epoch, data.count));
      yield* rangesOf(data.count, batch);
    }
  })();
  return () => {
    for (let i = 0; i < times; i++) {
      const range = batches.next().value;
      workspace.arena.scope(() => training.step(range.examples, gather(range)));
    }
  };
};

/** Epochs of one long fit, one a call, every event heard. */
const epochs = (runtime: Runtime): (() => void) => {
  const settings = { optimizer, batch, epochs: Number.MAX_SAFE_INTEGER };
  const training = fitSteps(
    runtime,
    objective,
    settings,
    { train: hundred },
    begin(runtime, objective, optimizer, key(0)),
  );
  return () => {
    for (;;) {
      const { value, done } = training.next();
      if (done || value._tag === "EpochEnded") return;
    }
  };
};

const shared = mkdtempSync(join(tmpdir(), "vae-"));
const file = join(shared, "pictures.npy");
writeFileSync(file, encodeNpy(ndarray("uint8", [digits.count, 784], digits.images)));
const setUp = (settings: string) => `
import vae_torch as vae
model, optimizer, batches = vae.prepare(${JSON.stringify(file)}, ${batch}${settings})`;

const torch = await python("PyTorch", setUp(""), "vae.step(model, optimizer, next(batches))");
const tuned = await python("PyTorch, tuned", setUp(", foreach=True"), "vae.tuned(model, optimizer, next(batches))");
rmSync(shared, { recursive: true });
const jax = await jaxStep(process.env["JAX_JS"], bytes, batch);
if (!jax) console.log("jax-js: skipped: set JAX_JS to a folder where @jax-js/jax is installed");

const rows: (readonly string[])[] = [timingHead("cs236781, batch 128")];
const results: unknown[] = [];
const report = async (what: string, contenders: readonly Contender[], rounds: number, seconds: number) => {
  const timings = await race(contenders, { rounds, seconds });
  rows.push(...timingRows(what, timings));
  results.push({ what, timings });
};

const ours = builds.map((runtime) => here(runtime.simd, steps(runtime, all, 1)));
const torches = [torch, tuned].filter((peer) => peer !== undefined);
await report("a step", [...torches, ...ours, ...(jax ? [jax] : [])], 15, 0.25);
for (const peer of torches) peer.close();
for (const runtime of builds) {
  const bare = here(`${runtime.simd}, its steps`, steps(runtime, hundred, count / batch));
  await report("an epoch of 100", [bare, here(`${runtime.simd}, fit`, epochs(runtime))], 9, 0.6);
}
console.log(table(rows));
writeJson(results);
