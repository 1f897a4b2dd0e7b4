/**
 * Training of the convolutional autoencoder (28 x 28, code of 24 numbers, Adam, batches of 64 in a new order each epoch):
 * a step beside PyTorch's as most people write it, on the same pictures.
 *
 *   MNIST_DIR=... npx tsx bench/conv.ts [--threads 2] [--json out.json]
 *
 * Without MNIST_DIR on drawn digits.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { key } from "../src/core/key.js";
import { orThrow } from "../src/failure.js";
import type { LabelledImages } from "../src/io/labelledImages.js";
import { readImageSet } from "../src/io/mnist/readImageSet.js";
import { ndarray } from "../src/io/ndarray.js";
import { encodeNpy } from "../src/io/npy.js";
import { syntheticDigits } from "../src/io/synthetic/digits.js";
import { autoencoder, convAutoencoder, type Objective } from "../src/models/index.js";
import { orderOf, placeExamples, rangesOf } from "../src/train/data.js";
import { begin, pictures } from "../src/train/index.js";
import { holdTraining } from "../src/train/resident.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { here, race, table, writeJson } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

const { model, optimizer, batch } = convAutoencoder(24);
const objective: Objective = orThrow(autoencoder(model));

const builds = await runtimes();
const folder = process.env["MNIST_DIR"];
const digits: LabelledImages = (folder ? orThrow(await readImageSet(folder)()) : syntheticDigits(builds[0]!, key(0)))
  .train;
const all = pictures(digits);

/** Steps over gathered batches, as `fit` makes them, one a call. */
const steps = (runtime: Runtime): (() => void) => {
  const workspace = runtime.workspace();
  const { gather, arrange } = placeExamples(workspace, all);
  const training = holdTraining(workspace, objective, optimizer, begin(runtime, objective, optimizer, key(0)));
  const batches = (function* () {
    for (let epoch = 0; ; epoch++) {
      arrange(orderOf(key(1), epoch, all.count));
      yield* rangesOf(all.count, batch);
    }
  })();
  return () => {
    const range = batches.next().value;
    workspace.arena.scope(() => training.step(range.examples, gather(range)));
  };
};

const peers = fileURLToPath(new URL("peers", import.meta.url));
const shared = mkdtempSync(join(tmpdir(), "conv-"));
const file = join(shared, "pictures.npy");
writeFileSync(file, encodeNpy(ndarray("uint8", [digits.count, 784], digits.images)));
const setUp = `
sys.path.insert(0, ${JSON.stringify(peers)})
import conv_torch as conv
model, optimizer, batches = conv.prepare(${JSON.stringify(file)}, ${batch})`;

const torch = await python("PyTorch", setUp, "conv.step(model, optimizer, next(batches))");
rmSync(shared, { recursive: true });
if (!torch) console.log("PyTorch: skipped: no Python with it; set PYTHON");

const contenders = [...(torch ? [torch] : []), ...builds.map((runtime) => here(runtime.simd, steps(runtime)))];
const timings = await race(contenders, { rounds: 9, seconds: 0.5 });
torch?.close();

const ms = (value: number): string => (1000 * value).toFixed(1);
console.log(
  table([
    ["a step of the autoencoder, batch 64", "median ms", "best ms", "ratio", "to"],
    ...timings.map(({ name, median, best, ratio }) => [
      name,
      ms(median),
      ms(best),
      ratio.toFixed(3),
      contenders[0]!.name,
    ]),
  ]),
);
writeJson(timings.map((timing) => ({ ...timing, to: contenders[0]!.name })));
