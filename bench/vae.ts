/**
 * Training of the dense VAE cs236781 (784-256-10, Adam, batches of 128) on one thread: a step beside PyTorch's and
 * jax-js's, and an epoch of a fit (shuffling, gathering bytes, events) beside its steps alone.
 *
 *   npx tsx bench/vae.ts [--json out.json]         JAX_JS=folder: where the package @jax-js/jax is installed
 */
import { fileURLToPath } from "node:url";
import { either as E } from "fp-ts";
import { key } from "../src/core/key.js";
import { cs236781, type Objective, vae } from "../src/models/index.js";
import { placeExamples } from "../src/train/data.js";
import { begin, type Examples, fitSteps, pictures } from "../src/train/index.js";
import { holdTraining } from "../src/train/resident.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Contender, here, race, table, writeJson } from "./harness.js";
import { jaxStep } from "./jax.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const { model, optimizer, batch } = cs236781([28, 28]);
const compiled = vae(model);
if (E.isLeft(compiled)) throw new Error(JSON.stringify(compiled.left));
const objective: Objective = compiled.right;

/** As many pictures as a hundred batches, a fifth of them ink. */
const count = 100 * batch;
const bytes = Uint8Array.from({ length: count * 784 }, (_, i) => (((i * 2654435761) >>> 7) % 5 === 0 ? i % 256 : 0));
const data: Examples = pictures({ images: bytes, height: 28, width: 28 });

/** Steps over gathered batches, as `fit` makes them, without anything around them. */
const steps = (runtime: Runtime, times: number): (() => void) => {
  const workspace = runtime.workspace();
  const { gather } = placeExamples(workspace, data);
  const training = holdTraining(workspace, objective, optimizer, begin(runtime, objective, optimizer, key(0)));
  let from = 0;
  return () => {
    for (let i = 0; i < times; i++) {
      workspace.arena.scope(() => training.step(batch, gather({ batch: 0, from, examples: batch })));
      from = (from + batch) % count;
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
    { train: data },
    begin(runtime, objective, optimizer, key(0)),
  );
  return () => {
    for (;;) {
      const { value, done } = training.next();
      if (done || value._tag === "EpochEnded") return;
    }
  };
};

const peers = fileURLToPath(new URL("peers", import.meta.url));
const setUp = `
sys.path.insert(0, ${JSON.stringify(peers)})
import itertools, vae_torch as vae
model, optimizer, batches = vae.prepare(${batch})
batches = itertools.cycle(batches)`;

const builds = await runtimes();
const torch = await python("PyTorch", setUp, "vae.step(model, optimizer, next(batches))");
if (!torch) console.log("PyTorch: skipped: no Python with it; set PYTHON");
const jax = await jaxStep(process.env["JAX_JS"], bytes, batch);
if (!jax) console.log("jax-js: skipped: set JAX_JS to a folder where @jax-js/jax is installed");

const rows: (readonly string[])[] = [["cs236781, batch 128", "median ms", "best ms", "ratio", "to"]];
const results: unknown[] = [];
const report = async (what: string, contenders: readonly Contender[], rounds: number, seconds: number) => {
  for (const { name, median, best, ratio } of await race(contenders, { rounds, seconds })) {
    const ms = (value: number): string => (1000 * value).toFixed(2);
    rows.push([`${what}, ${name}`, ms(median), ms(best), ratio.toFixed(3), contenders[0]!.name]);
    results.push({ what, name, median, best, ratio, to: contenders[0]!.name });
  }
};

const ours = builds.map((runtime) => here(runtime.simd, steps(runtime, 1)));
await report("a step", [...(torch ? [torch] : []), ...ours, ...(jax ? [jax] : [])], 15, 0.25);
torch?.close();
for (const runtime of builds) {
  const bare = here(`${runtime.simd}, its steps`, steps(runtime, count / batch));
  await report("an epoch of 100", [bare, here(`${runtime.simd}, fit`, epochs(runtime))], 9, 0.6);
}
console.log(table(rows));
writeJson(results);
